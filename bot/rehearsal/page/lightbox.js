import { h, iconButton } from "./dom.js";
import { localUrl, mediaKind } from "./render/media.js";

const PLAYER = { controls: true, loop: true, muted: true, playsinline: true, autoplay: true };

/** Show pictures and clips large, one at a time; arrows walk, Escape closes. */
export function openLightbox(items, start = 0) {
  let at = start;
  const stand = h("div", { class: "lightbox-stand" });
  const caption = h("p", { class: "lightbox-caption", role: "status" });
  const original = h("a", { class: "button secondary", target: "_blank", rel: "noopener" }, "Open original");
  const step = (by) => {
    at = (at + by + items.length) % items.length;
    show();
  };
  const walkers = items.length > 1
    ? [iconButton("left", "Previous", () => step(-1), { class: "icon-button walk back" }),
      iconButton("right", "Next", () => step(1), { class: "icon-button walk on" })]
    : [];
  const close = iconButton("close", "Close", () => dialog.close());
  const dialog = h("dialog", { class: "lightbox", "aria-label": "Media viewer", role: "dialog", "aria-modal": "true" },
    h("header", {}, caption, original, close), stand, walkers);

  function show() {
    const { media, description } = items[at];
    const src = localUrl(media.url);
    const label = description || "Media";
    const node = mediaKind(media) === "video"
      ? h("video", { ...PLAYER, src, "aria-label": label })
      : h("img", { src, alt: label });
    stand.replaceChildren(node);
    caption.textContent = items.length > 1 ? `${at + 1} of ${items.length} · ${label}` : label;
    original.href = src;
  }
  dialog.addEventListener("keydown", (event) => {
    const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (by && items.length > 1 && event.target.localName !== "video") step(by);
  });
  dialog.addEventListener("click", ({ target }) => {
    if (target === dialog || target === stand) dialog.close();
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  show();
  dialog.showModal();
  close.focus();
}
