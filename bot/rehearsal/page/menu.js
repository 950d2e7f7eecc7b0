import { h, icon } from "./dom.js";
import { closePopover, openPopover } from "./popover.js";

/**
 * Open a menu. Entries are `{label, icon, run, danger?}` or `{heading}`.
 *
 * @param {HTMLElement|{x: number, y: number}} anchor where
 * @param {string} label name of the menu
 * @param {Array<object>} entries what it offers
 */
export function openMenu(anchor, label, entries) {
  const items = [];
  const nodes = entries.map((entry) => {
    if (entry.heading) return h("p", { class: "menu-heading", role: "presentation" }, entry.heading);
    const item = h("button", {
      type: "button", role: "menuitem", tabindex: "-1", class: entry.danger ? "danger" : "",
      on: { click: () => { closePopover(menu); entry.run(); } },
    }, icon(entry.icon), h("span", {}, entry.label));
    items.push(item);
    return item;
  });
  const menu = h("div", { class: "menu", role: "menu", "aria-label": label }, nodes);
  menu.addEventListener("keydown", (event) => {
    const at = items.indexOf(document.activeElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    items[(to + items.length) % items.length].focus();
  });
  openPopover(anchor, menu, { focus: items[0] });
}
