import { h, iconButton } from "./dom.js";
import { allRight, field, filePicker } from "./fields.js";
import { selectButton, selectDefaults } from "./select.js";
import { COMPONENT } from "./render/components.js";
import { renderMarkdown } from "./render/markdown.js";

const PARAGRAPH = 2;
const MOST_TEXT = 4000; // characters a text input takes when the bot names no limit

/**
 * Open a modal of the bot.
 *
 * @param {{title: string, custom_id: string, components: object[]}} modal as Discord sends it
 * @param {object} ctx `session` and `act`
 * @param {(components: object[], files: File[]) => Promise<void>} submit sends the answers; its
 *   rejection is shown in the dialog, which then stays open
 */
export function openModal(modal, ctx, submit) {
  const entries = modal.components.map((component) => entry(component, ctx));
  const status = h("p", { class: "dialog-error", role: "alert" });
  const send = h("button", { type: "submit", class: "button primary" }, "Submit");
  const form = h("form", { novalidate: true },
    h("div", { class: "dialog-body" }, entries.map(({ node }) => node)),
    status,
    h("footer", {},
      h("button", {
        type: "button", class: "button secondary", on: { click: () => dialog.close() },
      }, "Cancel"),
      send));
  const dialog = h("dialog", {
    class: "dialog", role: "dialog", "aria-modal": "true", "aria-labelledby": "modal-title",
  },
    h("header", {},
      h("h2", { id: "modal-title" }, modal.title),
      iconButton("close", "Close", () => dialog.close())),
    form);

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const fields = entries.flatMap((each) => each.field ?? []);
    if (send.disabled || !allRight(fields)) return;
    send.disabled = true;
    status.textContent = "";
    try {
      const files = [];
      await submit(entries.flatMap((each) => each.answer?.(files) ?? []), files);
      dialog.close();
    } catch (error) {
      status.textContent = error.message;
      send.disabled = false;
    }
  });
  showDialog(dialog);
  entries.find((each) => each.field)?.field.focus();
  return dialog;
}

/** Show a dialog that keeps the focus inside, closes on Escape and leaves nothing behind. */
export function showDialog(dialog) {
  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Tab") keepInside(event, dialog);
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function keepInside(event, dialog) {
  const stops = [...dialog.querySelectorAll("button, input, select, textarea, a[href], [tabindex='0']")]
    .filter((node) => !node.disabled && node.tabIndex >= 0 && node.checkVisibility());
  const first = stops[0];
  const last = stops.at(-1);
  const leaving = event.shiftKey ? document.activeElement === first : document.activeElement === last;
  if (!leaving) return;
  event.preventDefault();
  (event.shiftKey ? last : first).focus();
}

function entry(component, ctx) {
  if (component.type === COMPONENT.TEXT) return { node: renderMarkdown(component.content, ctx) };
  if (component.type === COMPONENT.LABEL) {
    const made = BUILD[component.component.type](component.component, component, ctx);
    return { node: made.field.node, field: made.field, answer: (files) => [{
      type: component.type, id: component.id, component: answerOf(component.component, made, files),
    }] };
  }
  const [inner] = component.components; // an old-style row with one text input that names itself
  const made = textInput(inner, inner);
  return { node: made.field.node, field: made.field, answer: (files) => [{
    type: component.type, id: component.id, components: [answerOf(inner, made, files)],
  }] };
}

const answerOf = ({ type, id, custom_id: customId }, made, files) =>
  ({ type, id, custom_id: customId, ...made.answer(files) });

const BUILD = {
  [COMPONENT.TEXT_INPUT]: textInput,
  [COMPONENT.STRING_SELECT]: select,
  [COMPONENT.USER_SELECT]: select,
  [COMPONENT.ROLE_SELECT]: select,
  [COMPONENT.MENTIONABLE_SELECT]: select,
  [COMPONENT.CHANNEL_SELECT]: select,
  [COMPONENT.FILE_UPLOAD]: upload,
  [COMPONENT.RADIO]: radioGroup,
  [COMPONENT.CHECKBOX_GROUP]: checkboxGroup,
  [COMPONENT.CHECKBOX]: checkbox,
};

function textInput(component, { label, description }) {
  const { style, placeholder, value = "", required = true } = component;
  const least = component.min_length ?? 0;
  const most = component.max_length ?? MOST_TEXT;
  const control = h(style === PARAGRAPH ? "textarea" : "input", {
    placeholder, maxlength: most, rows: style === PARAGRAPH && 4, autocomplete: "off", value,
  });
  const made = field({
    label, hint: description, required, control,
    read: () => control.value,
    problem: () => control.value && control.value.length < least
      ? `Write at least ${least} characters.` : null,
  });
  return { field: made, answer: () => ({ value: control.value }) };
}

function select(component, { label, description }, ctx) {
  let values = selectDefaults(component);
  const control = selectButton(component, ctx, { label, onValues: (next) => { values = next; } });
  const required = component.required ?? true;
  const made = field({ label, hint: description, required, control, read: () => values });
  return { field: made, answer: () => ({ values }) };
}

function upload(component, { label, description }) {
  const { max_values: most = 1, min_values: least = 1, required = true } = component;
  const picker = filePicker({ most });
  const made = field({
    label, hint: description, required, control: picker.control, body: picker.body, read: picker.files,
    problem: () => picker.files().length && picker.files().length < least ? `Choose at least ${least} files.` : null,
  });
  const answer = (files) => {
    const at = files.length;
    files.push(...picker.files());
    return { values: picker.files().map((_, index) => String(at + index)) };
  };
  return { field: made, answer };
}

function optionLines(component, kind) {
  const name = component.custom_id;
  return component.options.map((option) => {
    const input = h("input", { type: kind, name, checked: Boolean(option.default) });
    return { value: option.value, input, node: h("label", { class: "choice-line" }, input,
      h("span", {}, option.label, option.description && h("small", {}, option.description))) };
  });
}

function radioGroup(component, { label, description }) {
  const lines = optionLines(component, "radio");
  const control = h("div", { role: "radiogroup", class: "choice-lines" }, lines.map(({ node }) => node));
  const read = () => lines.find(({ input }) => input.checked)?.value;
  const made = field({ label, hint: description, required: component.required ?? true, control, read });
  return { field: made, answer: () => ({ value: read() ?? null }) };
}

function checkboxGroup(component, { label, description }) {
  const lines = optionLines(component, "checkbox");
  const required = component.required ?? true;
  const least = component.min_values ?? (required ? 1 : 0);
  const most = component.max_values ?? lines.length;
  const control = h("div", { role: "group", class: "choice-lines" }, lines.map(({ node }) => node));
  const read = () => lines.filter(({ input }) => input.checked).map(({ value }) => value);
  const problem = () => {
    const count = read().length;
    if (count > most) return `Choose at most ${most}.`;
    return count < least && (required || count) ? `Choose at least ${least}.` : null;
  };
  const made = field({ label, hint: description, required, control, read, problem });
  return { field: made, answer: () => ({ values: read() }) };
}

function checkbox(component, { label, description }) {
  const control = h("input", { type: "checkbox", checked: Boolean(component.default) });
  const made = field({ label, hint: description, required: false, control, read: () => control.checked });
  made.node.classList.add("field-check");
  return { field: made, answer: () => ({ value: control.checked }) };
}
