import { freshId, h, iconButton } from "./dom.js";
import { fileSize } from "./render/media.js";

/**
 * @typedef {object} Field
 * @property {HTMLElement} node what is shown
 * @property {() => *} read the value, or undefined when empty
 * @property {() => (string|null)} problem what is wrong with the value, in words, or null
 * @property {() => void} focus puts the focus into the field
 */

/**
 * A labelled line of a form.
 *
 * @param {object} options `label`, `hint`, `required`, `control` (element that takes the label and
 *   the focus), `body` (what is shown, when more than the control), `read`, `problem`
 * @returns {Field}
 */
export function field({ label, hint, required, control, body = control, read, problem = () => null }) {
  control.id ||= freshId("field");
  const hintId = `${control.id}-hint`;
  const errorId = `${control.id}-error`;
  const error = h("p", { class: "field-error", id: errorId, role: "alert" });
  const grouped = ["radiogroup", "group"].includes(control.getAttribute("role"));
  const title = [label, required ? h("span", { class: "required" }, " required") : null];
  const name = grouped
    ? h("p", { class: "field-name", id: `${control.id}-name` }, title)
    : h("label", { class: "field-name", for: control.id }, title);
  if (grouped) control.setAttribute("aria-labelledby", name.id);
  control.setAttribute("aria-describedby", `${hintId} ${errorId}`);
  if (required && !grouped) control.setAttribute("aria-required", "true");
  const node = h("div", { class: "field" }, name,
    h("p", { class: "field-hint", id: hintId }, hint ?? ""), body, error);
  return {
    node,
    read,
    focus: () => (grouped ? control.querySelector("input") : control).focus(),
    problem: () => {
      const text = problem() ?? (required && isEmpty(read()) ? "Please fill this in." : null);
      error.textContent = text ?? "";
      control.setAttribute("aria-invalid", String(Boolean(text)));
      return text;
    },
  };
}

const isEmpty = (value) => value === undefined || value === "" || (Array.isArray(value) && !value.length);

/** Check fields; the first wrong one takes the focus. Answers whether all are right. */
export function allRight(fields) {
  const wrong = fields.filter((each) => each.problem());
  wrong[0]?.focus();
  return wrong.length === 0;
}

/**
 * A drop-down of the browser's own kind.
 *
 * @param {Array<{value: *, label: string}>} choices values of any type
 * @param {boolean} optional adds an empty first line
 */
export function dropDown(choices, optional) {
  const lines = choices.map(({ label }, index) => h("option", { value: String(index) }, label));
  const control = h("select", {}, h("option", { value: "" }, optional ? "—" : "Choose…"), lines);
  return { control, read: () => (control.value === "" ? undefined : choices[Number(control.value)].value) };
}

/**
 * A field for files with previews.
 *
 * @param {{most: number, accept?: string, first?: File[]}} options `most` files at once
 * @returns {{control: HTMLElement, body: HTMLElement, files: () => File[]}}
 */
export function filePicker({ most = 1, accept, first = [] }) {
  const chosen = [...first].slice(0, most);
  const control = h("input", { type: "file", class: "sr-only", multiple: most > 1, accept });
  const list = h("ul", { class: "tray", "aria-label": "Chosen files" });
  const show = () => list.replaceChildren(...chosen.map((file, index) => preview(file, () => {
    chosen.splice(index, 1);
    show();
    control.focus();
  })));
  const take = (files) => {
    if (most === 1) chosen.length = 0;
    chosen.push(...[...files].slice(0, most - chosen.length));
    show();
  };
  control.addEventListener("change", () => {
    take(control.files);
    control.value = "";
  });
  const button = h("button", { type: "button", class: "button secondary", on: { click: () => control.click() } },
    most > 1 ? `Choose up to ${most} files` : "Choose a file");
  button.tabIndex = -1; // the input itself is the tab stop
  const body = h("div", { class: "file-picker" }, control, button, list);
  body.addEventListener("dragover", (event) => event.preventDefault());
  body.addEventListener("drop", (event) => {
    event.preventDefault();
    event.stopPropagation();
    take(event.dataTransfer.files);
  });
  show();
  return { control, body, files: () => [...chosen] };
}

/** One chosen file with its thumbnail and a button that takes it out. */
export function preview(file, onRemove) {
  const item = h("li", { class: "preview" });
  if (file.type.startsWith("image/") || file.type.startsWith("video/")) {
    const url = URL.createObjectURL(file);
    const picture = h(file.type.startsWith("image/") ? "img" : "video", { src: url, alt: "", muted: true });
    picture.addEventListener("error", () => picture.remove());
    picture.addEventListener("load", () => URL.revokeObjectURL(url));
    item.append(picture);
  }
  item.append(
    h("span", { class: "preview-name", title: file.name }, file.name),
    h("span", { class: "preview-size" }, fileSize(file.size)),
    iconButton("close", `Remove ${file.name}`, onRemove),
  );
  return item;
}
