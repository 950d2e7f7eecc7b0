import { h, icon } from "./dom.js";
import { closePopover, openPopover } from "./popover.js";
import { emojiName, emojiNode, PICKER } from "./render/emoji.js";

/** The chips under a message, with a button for one more; null when nobody reacted. */
export function reactionBar(message, ctx) {
  const reactions = message.reactions ?? [];
  if (!reactions.length) return null;
  const add = h("button", {
    type: "button", class: "chip chip-add", "aria-label": "Add a reaction", "aria-haspopup": "menu",
    data: { key: "react:add" }, on: { click: ({ currentTarget }) => ctx.act.pickReaction(message, currentTarget) },
  }, icon("smile"));
  return h("div", { class: "chips", role: "group", "aria-label": "Reactions" },
    reactions.map((reaction) => chip(message, reaction, ctx)), add);
}

function chip(message, { emoji, count, me }, ctx) {
  const label = `${emojiName(emoji.name)}, ${count} ${count === 1 ? "reaction" : "reactions"}`;
  return h("button", {
    type: "button", class: "chip", "aria-pressed": String(Boolean(me)), "aria-label": label,
    data: { key: `react:${emoji.name}` }, on: { click: () => ctx.act.react(message, emoji.name) },
  }, emojiNode(emoji.name), h("span", { class: "chip-count" }, String(count)));
}

/** Open the small set of emoji beside a button or at a point. */
export function openPicker(anchor, onEmoji) {
  const choose = (emoji) => {
    closePopover(panel);
    onEmoji(emoji);
  };
  const buttons = PICKER.map(([emoji, name]) => h("button", {
    type: "button", role: "menuitem", class: "pick", "aria-label": name, title: name,
    on: { click: () => choose(emoji) },
  }, emojiNode(emoji)));
  const panel = h("div", { class: "picker", role: "menu", "aria-label": "React with" }, buttons);
  panel.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const at = buttons.indexOf(document.activeElement);
    buttons[(at + step + buttons.length) % buttons.length].focus();
  });
  openPopover(anchor, panel, { focus: buttons[0] });
}
