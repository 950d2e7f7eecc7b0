import { freshId, h } from "./dom.js";
import { dropDown, field, filePicker } from "./fields.js";
import { displayName } from "./session.js";

/** Kinds of command option. */
export const OPTION = {
  SUBCOMMAND: 1, GROUP: 2, STRING: 3, INTEGER: 4, BOOLEAN: 5, USER: 6, CHANNEL: 7, ROLE: 8,
  MENTIONABLE: 9, NUMBER: 10, ATTACHMENT: 11,
};

const PAUSE = 250; // milliseconds without typing before the bot is asked for choices

/**
 * The field of one command option.
 *
 * @param {object} option as registered by the bot
 * @param {object} ctx `session` for users and channels
 * @param {{text?: string, file?: File}} first what to start with
 * @param {(typed: string) => Promise<Array<{name: string, value: *}>>} ask choices of the bot
 * @returns {import("./fields.js").Field}
 */
export function optionField(option, ctx, first, ask) {
  const made = build(option, ctx, first, ask);
  return field({ label: option.name, hint: option.description, required: option.required, ...made });
}

function build(option, { session }, first, ask) {
  const optional = !option.required;
  if (option.choices?.length) {
    return dropDown(option.choices.map(({ name, value }) => ({ label: name, value })), optional);
  }
  if (option.autocomplete) return completing(option, first, ask);
  const people = () => [...session.users.values()].map((user) => ({ label: displayName(user), value: user.id }));
  const channels = () => session.textChannels()
    .filter(({ type }) => !option.channel_types?.length || option.channel_types.includes(type))
    .map(({ id, name }) => ({ label: `#${name}`, value: id }));
  switch (option.type) {
    case OPTION.INTEGER: return numeric(option, true);
    case OPTION.NUMBER: return numeric(option, false);
    case OPTION.BOOLEAN: return dropDown([{ label: "Yes", value: true }, { label: "No", value: false }], optional);
    case OPTION.USER:
    case OPTION.MENTIONABLE: return dropDown(people(), optional);
    case OPTION.CHANNEL: return dropDown(channels(), optional);
    case OPTION.ROLE: return dropDown([], optional);
    case OPTION.ATTACHMENT: return attachment(first);
    default: return text(option, first);
  }
}

function text(option, { text: value = "" }) {
  const control = h("textarea", { rows: 1, class: "one-line", maxlength: option.max_length ?? 6000, value });
  control.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    control.form.requestSubmit();
  });
  const least = option.min_length ?? 0;
  const problem = () => control.value && control.value.trim().length < least
    ? `Write at least ${least} characters.` : null;
  return { control, read: () => control.value.trim(), problem };
}

function numeric({ min_value: min, max_value: max }, whole) {
  const [step, inputmode] = whole ? [1, "numeric"] : ["any", "decimal"];
  const control = h("input", { type: "number", min, max, step, inputmode });
  const range = [min !== undefined && `from ${min}`, max !== undefined && `to ${max}`].filter(Boolean).join(" ");
  control.placeholder = range;
  const problem = () => {
    const { badInput, stepMismatch, rangeUnderflow, rangeOverflow } = control.validity;
    if (badInput || stepMismatch) return whole ? "Write a whole number." : "Write a number.";
    return rangeUnderflow || rangeOverflow ? `Write a number ${range}.` : null;
  };
  return { control, read: () => (control.value === "" ? undefined : control.valueAsNumber), problem };
}

function attachment({ file }) {
  const picker = filePicker({ most: 1, first: file ? [file] : [] });
  return { control: picker.control, body: picker.body, read: () => picker.files()[0] };
}

/** A text line whose choices come from the bot while typing. */
function completing(option, { text: value = "" }, ask) {
  const listId = freshId("completions");
  const list = h("ul", { class: "completions", role: "listbox", id: listId, "aria-label": option.name, hidden: true });
  const control = h("input", {
    type: "text", role: "combobox", autocomplete: "off", "aria-autocomplete": "list",
    "aria-controls": listId, "aria-expanded": "false", value,
  });
  const state = { choices: [], active: -1, chosen: null, timer: null, turn: 0 };
  const close = () => {
    list.hidden = true;
    state.active = -1;
    control.setAttribute("aria-expanded", "false");
    control.removeAttribute("aria-activedescendant");
  };
  const choose = (choice) => {
    state.chosen = choice;
    control.value = choice.name;
    close();
  };
  const show = () => {
    list.replaceChildren(...state.choices.map((choice, index) => h("li", {
      role: "option", id: `${listId}-${index}`, class: index === state.active ? "active" : "",
      "aria-selected": String(index === state.active),
      on: { mousedown: (event) => { event.preventDefault(); choose(choice); } },
    }, choice.name)));
    list.hidden = !state.choices.length;
    control.setAttribute("aria-expanded", String(!list.hidden));
    if (state.active >= 0) control.setAttribute("aria-activedescendant", `${listId}-${state.active}`);
  };
  const fetchChoices = () => {
    clearTimeout(state.timer);
    state.timer = setTimeout(async () => {
      state.turn += 1;
      const { turn } = state;
      const choices = await ask(control.value).catch(() => []);
      if (turn !== state.turn || document.activeElement !== control) return;
      Object.assign(state, { choices, active: -1 });
      show();
    }, PAUSE);
  };
  control.addEventListener("input", () => {
    state.chosen = null;
    fetchChoices();
  });
  control.addEventListener("focus", fetchChoices);
  control.addEventListener("blur", close);
  control.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      state.active = (Math.max(state.active, step > 0 ? -1 : 0) + step + state.choices.length) % state.choices.length;
      show();
    } else if (event.key === "Enter" && state.active >= 0) choose(state.choices[state.active]);
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
  });
  const read = () => {
    const typed = control.value.trim();
    if (!typed) return undefined;
    const given = state.chosen?.value ?? typed;
    return option.type === OPTION.STRING ? String(given) : Number(given);
  };
  const problem = () => option.type !== OPTION.STRING && Number.isNaN(read()) ? "Choose one of the list." : null;
  return { control, body: h("div", { class: "completing" }, control, list), read, problem };
}
