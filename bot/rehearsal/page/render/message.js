import { freshId, h, icon, iconButton } from "../dom.js";
import { hour } from "../clock.js";
import { displayName, FLAGS } from "../session.js";
import { avatar } from "./avatar.js";
import { renderComponents } from "./components.js";
import { plainText, renderMarkdown } from "./markdown.js";
import { fileCard, gallery, mediaKind } from "./media.js";
import { reactionBar } from "../reactions.js";
import { renderEmbed } from "./embed.js";

const COMMAND_USED = 2; // interaction_metadata.type of an application command
const GROUP_WINDOW = 7 * 60 * 1000; // milliseconds within which a person's messages share one head

/** When a message was written. */
export const writtenAt = (message) => new Date(message.timestamp);

/** Whether a message may hang under the one before it without a head of its own. */
export function follows(message, before) {
  if (!before || before.author.id !== message.author.id) return false;
  if (message.message_reference || message.interaction_metadata) return false;
  if ((message.flags ^ before.flags) & FLAGS.EPHEMERAL) return false;
  return writtenAt(message) - writtenAt(before) < GROUP_WINDOW
    && writtenAt(message).getDate() === writtenAt(before).getDate();
}

/** A message in one spoken line, for announcements, quotes and labels. */
export function summary(message, ctx, longest = 140) {
  if (message.flags & FLAGS.LOADING) return `${displayName(ctx.session.bot)} is thinking…`;
  const words = message.content || textsOf(message.components ?? []).join(" ");
  const text = plainText(words, ctx);
  if (text) return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
  const files = message.attachments?.length ?? 0;
  return files ? `${files} ${files === 1 ? "file" : "files"}` : "A card";
}

const textsOf = (components) => components.flatMap((component) => [
  component.content ?? [], textsOf(component.components ?? []),
].flat());

/**
 * One message of the feed.
 *
 * @param {object} message as Discord sends it
 * @param {object} ctx `session` and `act`
 * @param {{compact: boolean, pool: Map}} look `compact` leaves out the head; `pool` holds players
 */
export function renderMessage(message, ctx, { compact = false, pool = new Map() } = {}) {
  const nameId = freshId("author");
  const ephemeral = Boolean(message.flags & FLAGS.EPHEMERAL);
  const scope = { message, ctx, pool };
  const article = h("article", {
    class: "message", tabindex: "-1", id: `message-${message.id}`, "aria-labelledby": nameId,
    data: { id: message.id },
  },
  quoteBar(message, ctx),
  usedBar(message, ctx),
  h("div", { class: "message-side" }, compact
    ? h("time", { class: "side-time", datetime: message.timestamp }, hour(writtenAt(message)))
    : avatar(message.author)),
  h("div", { class: "message-main" },
    head(message, nameId, compact),
    body(message, scope),
    reactionBar(message, ctx),
    failureNote(message, ctx),
    ephemeral && ephemeralNote(message, ctx)),
  tools(message, ctx, ephemeral));
  article.classList.toggle("compact", compact);
  article.classList.toggle("ephemeral", ephemeral);
  article.classList.toggle("mine", message.author.id === ctx.session.me.id);
  article.classList.toggle("for-me", mentionsMe(message, ctx));
  article.addEventListener("contextmenu", (event) => openMenu(event, message, ctx));
  return article;
}

const mentionsMe = (message, { session }) =>
  message.author.id !== session.me.id && Boolean(message.mentions?.some(({ id }) => id === session.me.id));

function openMenu(event, message, ctx) {
  if (event.target.closest("a, video, textarea") || String(getSelection())) return;
  event.preventDefault();
  const fromKeys = event.clientX === 0 && event.clientY === 0;
  const box = event.currentTarget.getBoundingClientRect();
  const spot = fromKeys ? { x: box.left + 48, y: box.top + 24 } : { x: event.clientX, y: event.clientY };
  ctx.act.menu(message, spot);
}

function head(message, nameId, compact) {
  const { author } = message;
  return h("header", { class: compact ? "sr-only" : "message-head" },
    h("span", { class: "author", id: nameId }, displayName(author)),
    author.bot && h("span", { class: "tag" }, "App"),
    h("time", { datetime: message.timestamp, title: writtenAt(message).toLocaleString() },
      hour(writtenAt(message))),
    Boolean(message.flags & FLAGS.COMPONENTS_V2) && editedMark(message));
}

function quoteBar(message, ctx) {
  const targetId = message.message_reference?.message_id;
  if (!targetId) return null;
  const target = message.referenced_message ?? ctx.session.message(targetId);
  if (!target) return h("p", { class: "quote-bar" }, icon("reply"), "The answered message was deleted");
  return h("button", {
    type: "button", class: "quote-bar", on: { click: () => ctx.act.jumpTo(targetId) },
  },
  icon("reply"), avatar(target.author, "tiny"),
  h("strong", {}, displayName(target.author)),
  h("span", { class: "quote-text" }, summary(target, ctx)));
}

function usedBar(message, ctx) {
  const used = message.interaction_metadata;
  if (!used || used.type !== COMMAND_USED || message.message_reference) return null;
  const name = used.name ?? message.interaction?.name;
  return h("p", { class: "quote-bar" }, icon("slash"), avatar(used.user, "tiny"),
    h("strong", {}, displayName(ctx.session.users.get(used.user.id) ?? used.user)),
    h("span", {}, "used ", h("span", { class: "mention" }, name ? commandLabel(name, ctx) : "a command")));
}

function commandLabel(name, { session }) {
  const menu = session.commands.some((command) => command.name === name && command.type === 3);
  return menu ? name : `/${name}`;
}

function body(message, scope) {
  const { ctx } = scope;
  if (message.flags & FLAGS.LOADING) return thinking(ctx);
  const v2 = Boolean(message.flags & FLAGS.COMPONENTS_V2);
  const components = message.components ?? [];
  const drawn = components.length > 0 && h("div", { class: v2 ? "components v2" : "components" },
    renderComponents(components, scope));
  if (v2) return drawn; // its edited mark stands in the head
  const text = message.content && renderMarkdown(message.content, ctx, message.id);
  const mark = editedMark(message);
  if (mark) (text?.lastElementChild?.matches?.("p") ? text.lastElementChild : text || drawn)?.append?.(" ", mark);
  return [text, (message.embeds ?? []).map((embed) => renderEmbed(embed, scope)),
    attachments(message, scope), drawn];
}

const editedMark = ({ edited_timestamp: at }) => at
  && h("span", { class: "edited", title: new Date(at).toLocaleString() }, "(edited)");

function thinking({ session }) {
  return h("p", { class: "thinking" }, `${displayName(session.bot)} is thinking`,
    h("span", { class: "dots", "aria-hidden": "true" }, h("i"), h("i"), h("i")));
}

function attachments(message, scope) {
  const files = message.attachments ?? [];
  const seen = files.filter((file) => mediaKind(file) !== "file").map((file) => ({
    media: file,
    description: file.description ?? file.filename,
    spoiler: file.filename.startsWith("SPOILER_"),
  }));
  const others = files.filter((file) => mediaKind(file) === "file");
  return [
    seen.length > 0 && gallery(seen, scope),
    others.map((file) => fileCard({ url: file.url, name: file.filename, size: file.size })),
  ];
}

function failureNote(message, { session }) {
  const text = session.failure(message.id);
  return text && h("p", { class: "failure", role: "alert" }, text);
}

function ephemeralNote(message, ctx) {
  return h("p", { class: "only-you" }, "Only you can see this · ",
    h("button", { type: "button", class: "text-button", data: { key: "dismiss" },
      on: { click: () => ctx.act.dismiss(message) } }, "Dismiss"));
}

function tools(message, ctx, ephemeral) {
  const more = iconButton("more", "More actions", (event) => ctx.act.menu(message, event.currentTarget),
    { "aria-haspopup": "menu", "data-key": "more" });
  if (ephemeral) return h("div", { class: "tools" }, more);
  const minor = { tabindex: "-1" }; // one tab stop per message; the menu offers the same
  return h("div", { class: "tools" },
    iconButton("smile", "Add a reaction", (event) => ctx.act.pickReaction(message, event.currentTarget), minor),
    iconButton("reply", "Reply", () => ctx.act.reply(message), minor),
    more);
}
