import { h } from "../dom.js";

const FIRST_LETTER = 0x1f1e6;
const LONE_LETTER = /(?<![\u{1F1E6}-\u{1F1FF}])([\u{1F1E6}-\u{1F1FF}])(?![\u{1F1E6}-\u{1F1FF}])/gu;

/** Names of the emoji that the reaction picker offers, in its order. */
export const PICKER = [
  ["🇦", "Letter A"], ["🇧", "Letter B"], ["🇨", "Letter C"], ["🇩", "Letter D"],
  ["👍", "Thumbs up"], ["❤️", "Heart"], ["🔁", "Repeat"],
];

const NAMES = new Map(PICKER);

/** What to call an emoji aloud. */
export const emojiName = (emoji) => NAMES.get(emoji) ?? emoji;

/**
 * An emoji as a node. Lone regional letters (the ballot) are drawn as a letter in a frame, because
 * many systems have no picture for them.
 */
export function emojiNode(emoji) {
  const code = emoji.codePointAt(0);
  const lone = [...emoji].length === 1 && code >= FIRST_LETTER && code < FIRST_LETTER + 26;
  if (!lone) return h("span", { class: "emoji" }, emoji);
  const letter = String.fromCharCode(65 + code - FIRST_LETTER);
  return h("span", { class: `letter letter-${letter.toLowerCase()}` }, letter);
}

/** Text with its lone regional letters drawn; a plain string when it has none. */
export function emojiText(text) {
  const parts = text.split(LONE_LETTER);
  if (parts.length === 1) return text;
  return h("span", {}, parts.map((part, index) => (index % 2 ? emojiNode(part) : part)));
}

/** A component's emoji object (`{name, id}`) as a node, or null. */
export function partialEmoji(emoji) {
  if (!emoji?.name) return null;
  return emoji.id ? h("span", { class: "emoji" }, `:${emoji.name}:`) : emojiNode(emoji.name);
}
