import { freshId, h, icon } from "./dom.js";
import { closePopover, openPopover } from "./popover.js";
import { partialEmoji } from "./render/emoji.js";

/**
 * Open a list of choices by an element.
 *
 * With `max` 1 a choice closes the list at once; otherwise choices toggle and "Done" hands them
 * over. Leaving with Escape or a press outside changes nothing.
 *
 * @param {HTMLElement} anchor what the list belongs to
 * @param {object} options
 * @param {string} options.label name of the list
 * @param {Array<{value: string, label: string, description?: string, emoji?: object}>} options.choices
 * @param {string[]} options.chosen values chosen so far
 * @param {number} options.min fewest values
 * @param {number} options.max most values
 * @param {(values: string[]) => void} options.onValues receives the final values
 */
export function openListbox(anchor, { label, choices, chosen, min, max, onValues }) {
  const many = max > 1;
  const picked = new Set(chosen.filter((value) => choices.some((choice) => choice.value === value)));
  const rows = choices.map((choice) => row(choice, many));
  const list = h("ul", { class: "listbox", role: "listbox", tabindex: "0", "aria-label": label,
    "aria-multiselectable": many && "true" }, rows);
  const done = many && h("button", { type: "button", class: "button primary", on: { click: finish } }, "Done");
  const hint = many && h("p", { class: "listbox-hint", role: "status" });
  const panel = h("div", { class: "listbox-panel" }, list, many && h("div", { class: "listbox-foot" }, hint, done));
  let active = Math.max(0, choices.findIndex(({ value }) => picked.has(value)));

  function finish() {
    closePopover(panel);
    onValues(choices.map(({ value }) => value).filter((value) => picked.has(value)));
  }
  function toggle(index) {
    const { value } = choices[index];
    if (picked.has(value)) {
      if (many || min === 0) picked.delete(value);
    } else if (!many) {
      picked.clear();
      picked.add(value);
    } else if (picked.size < max) picked.add(value);
    show();
    if (!many) finish();
  }
  function show() {
    rows.forEach((node, index) => {
      node.setAttribute("aria-selected", String(picked.has(choices[index].value)));
      node.classList.toggle("active", index === active);
    });
    if (rows.length) list.setAttribute("aria-activedescendant", rows[active].id);
    if (!many) return;
    done.disabled = picked.size < min;
    hint.textContent = `${picked.size} chosen · ${min === max ? `choose ${min}` : `${min} to ${max}`}`;
  }
  function move(to) {
    if (!rows.length) return;
    active = (to + rows.length) % rows.length;
    rows[active].scrollIntoView({ block: "nearest" });
    show();
  }
  list.addEventListener("keydown", (event) => {
    const keys = {
      ArrowDown: () => move(active + 1), ArrowUp: () => move(active - 1),
      Home: () => move(0), End: () => move(rows.length - 1),
      Enter: () => toggle(active), " ": () => toggle(active),
    };
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    } else if (event.key.length === 1 && !event.ctrlKey && !event.metaKey) {
      move(startingWith(event.key, choices, active));
    }
  });
  rows.forEach((node, index) => node.addEventListener("click", () => toggle(index)));
  show();
  openPopover(anchor, panel, { focus: list });
}

function row({ label, description, emoji }, many) {
  return h("li", { role: "option", id: freshId("choice"), class: many ? "many" : "" },
    h("span", { class: "tick" }, icon("check")), partialEmoji(emoji),
    h("span", { class: "choice-words" }, h("span", {}, label),
      description && h("span", { class: "choice-more" }, description)));
}

function startingWith(letter, choices, from) {
  const order = choices.map((_, index) => (from + 1 + index) % choices.length);
  const hit = order.find((at) => choices[at].label.toLowerCase().startsWith(letter.toLowerCase()));
  return hit ?? from;
}
