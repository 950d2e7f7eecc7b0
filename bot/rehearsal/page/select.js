import { h, icon } from "./dom.js";
import { openListbox } from "./listbox.js";
import { displayName } from "./session.js";
import { partialEmoji } from "./render/emoji.js";

const STRING = 3;
const USER = 5;
const MENTIONABLE = 7;
const CHANNEL = 8;

/** The choices that a select of any kind offers. */
export function choicesOf(component, session) {
  if (component.type === STRING) return component.options ?? [];
  if (component.type === CHANNEL) {
    const kinds = component.channel_types;
    return session.textChannels()
      .filter(({ type }) => !kinds?.length || kinds.includes(type))
      .map(({ id, name }) => ({ value: id, label: `#${name}` }));
  }
  if (component.type !== USER && component.type !== MENTIONABLE) return [];
  return [...session.users.values()].map((user) => ({ value: user.id, label: displayName(user) }));
}

const defaultsOf = (component) => component.type === STRING
  ? (component.options ?? []).filter((option) => option.default).map(({ value }) => value)
  : (component.default_values ?? []).map(({ id }) => String(id));

/**
 * A select as a button that opens its choices.
 *
 * @param {object} component a select of the wire (types 3, 5, 6, 7, 8)
 * @param {{session: object}} ctx where users and channels come from
 * @param {object} options
 * @param {() => boolean} [options.isBusy] whether the bot is being asked
 * @param {string} [options.label] accessible name when the placeholder does not say enough
 * @param {(values: string[]) => void} options.onValues receives every new choice
 */
export function selectButton(component, { session }, { isBusy = () => false, label, onValues }) {
  const choices = choicesOf(component, session);
  const fallback = component.placeholder || "Choose…";
  let chosen = defaultsOf(component);
  const face = h("span", { class: "select-face" });
  const button = h("button", {
    type: "button", class: "select", disabled: component.disabled, "aria-haspopup": "listbox",
    "aria-expanded": "false", "aria-busy": isBusy() && "true",
    data: { key: `component:${component.custom_id}` },
  }, face, icon("chevron"));

  function show() {
    const names = choices.filter(({ value }) => chosen.includes(value));
    const text = names.map((choice) => choice.label).join(", ");
    face.replaceChildren(...[names.length === 1 && partialEmoji(names[0].emoji), text || fallback].filter(Boolean));
    face.classList.toggle("empty", !text);
    button.setAttribute("aria-label", [label ?? component.placeholder ?? "Choose", text].filter(Boolean).join(": "));
  }
  button.addEventListener("click", () => {
    if (isBusy()) return;
    openListbox(button, {
      label: label ?? fallback, choices, chosen,
      min: component.min_values ?? 1,
      max: Math.min(component.max_values ?? 1, Math.max(choices.length, 1)),
      onValues: (values) => {
        chosen = values;
        show();
        onValues(values);
      },
    });
  });
  show();
  return button;
}

/** The values a fresh select starts with. */
export const selectDefaults = defaultsOf;
