/**
 * Build one element. Text always goes through text nodes, so data can never become markup.
 *
 * @param {string} tag element name
 * @param {object} [props] `class`, `on` (listeners), `data` (dataset), any attribute; `false`,
 *   `null` and `undefined` leave an attribute out, `true` writes it empty
 * @param {...(Node|string|Array|null|undefined|false)} children nodes or plain text
 * @returns {HTMLElement} the new element
 */
export function h(tag, props = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) node.addEventListener(event, listener);
    } else if (name === "data") {
      Object.assign(node.dataset, value);
    } else if (name === "value" || name === "checked" || name === "muted") {
      node[name] = value;
    } else {
      node.setAttribute(name, value === true ? "" : String(value));
    }
  }
  node.append(...children.flat(Infinity).filter((child) => child || child === 0));
  return node;
}

const PATHS = {
  more: "M5 12h.01M12 12h.01M19 12h.01",
  reply: "M9 7 4 12l5 5M4 12h9a7 7 0 0 1 7 7",
  smile: "M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18ZM8.5 14.5s1.2 2 3.5 2 3.5-2 3.5-2M9 9.5h.01M15 9.5h.01",
  trash: "M4 7h16M9 7V4h6v3M6.5 7l1 13h9l1-13",
  close: "M6 6l12 12M18 6 6 18",
  image: "M4 5h16v14H4zM4 16l4.5-4.5 4 4 2.5-2.5 5 5M15.5 9h.01",
  send: "M4 12h15M13 6l6 6-6 6",
  slash: "M15 4 9 20",
  at: "M16 12a4 4 0 1 0-1.2 2.8M16 8v5.2a2.3 2.3 0 0 0 4.6 0V12a8.6 8.6 0 1 0-3.4 6.9",
  expand: "M9 4H4v5M15 4h5v5M9 20H4v-5M15 20h5v-5",
  file: "M6 3h8l4 4v14H6zM14 3v4h4",
  chevron: "M6 9l6 6 6-6",
  left: "M15 5l-7 7 7 7",
  right: "M9 5l7 7-7 7",
  app: "M5 5h6v6H5zM13 5h6v6h-6zM5 13h6v6H5zM16 13v6M13 16h6",
  check: "M5 12.5l4.5 4.5L19 7.5",
  down: "M12 5v14M6 13l6 6 6-6",
  external: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
};

/**
 * One line icon, hidden from assistive technology (its button carries the words).
 *
 * @param {keyof PATHS} name which icon
 * @returns {SVGElement} a 24 x 24 drawing in the current colour
 */
export function icon(name) {
  const space = "http://www.w3.org/2000/svg";
  const svg = document.createElementNS(space, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** An icon-only button; `label` is its accessible name and its tooltip. */
export function iconButton(name, label, onClick, props = {}) {
  return h(
    "button",
    { type: "button", class: "icon-button", "aria-label": label, title: label,
      ...props, on: { click: onClick } },
    icon(name),
  );
}

let serial = 0;

/** A fresh element id, for wiring labels to fields. */
export function freshId(prefix) {
  serial += 1;
  return `${prefix}-${serial}`;
}
