// A classic script in the head, so that the remembered theme is set before the first paint.
(() => {
  const KEY = "onebeat-theme";
  const root = document.documentElement;

  const remembered = () => {
    try {
      return localStorage.getItem(KEY);
    } catch {
      return null; // storage may be switched off: the system's theme is then the answer
    }
  };
  const system = matchMedia("(prefers-color-scheme: dark)");
  const current = () => root.dataset.theme ?? (system.matches ? "dark" : "light");

  const saved = remembered();
  if (saved === "dark" || saved === "light") root.dataset.theme = saved;

  addEventListener("DOMContentLoaded", () => {
    const toggle = document.getElementById("theme-toggle");
    const label = () => {
      const next = current() === "dark" ? "light" : "dark";
      toggle.textContent = current() === "dark" ? "☾" : "☀";
      toggle.setAttribute("aria-label", `Use the ${next} theme`);
      toggle.title = `Use the ${next} theme`;
    };
    toggle.addEventListener("click", () => {
      root.dataset.theme = current() === "dark" ? "light" : "dark";
      try {
        localStorage.setItem(KEY, root.dataset.theme);
      } catch {
        // not remembered, still shown
      }
      label();
    });
    system.addEventListener("change", label);
    label();
  });
})();
