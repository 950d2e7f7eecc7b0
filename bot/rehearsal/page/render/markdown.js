/**
 * Message markdown as a tree of plain objects (`parse`) and as page nodes (`renderMarkdown`).
 *
 * Block nodes: paragraph, heading {level}, small, quote, list {ordered, start, items},
 * fence {language, text}. Inline nodes: text, strong, em, underline, strike, spoiler, code, link
 * {href}, user/channel/role {id}, command {name, id}, time {unix, style}, emoji {name}.
 */
import { h } from "../dom.js";
import { relative, stamp } from "../clock.js";
import { emojiText } from "./emoji.js";
import { displayName } from "../session.js";

const DEEPEST = 16; // nesting that people write is far below; deeper input stays plain text
const SPECIAL = /[\\`*_~|<[h]/g;

const group = (type) => (match, inner) => ({ type, children: inner(match[1]) });

const RULES = [
  [/\\([^A-Za-z0-9\s])/y, (m) => ({ type: "text", text: m[1] })],
  [/(`+)([^`](?:[\s\S]*?[^`])?)\1(?!`)/y, (m) => ({ type: "code", text: m[2].replace(/^ (`.*`) $/s, "$1") })],
  [/<@!?(\d+)>/y, (m) => ({ type: "user", id: m[1] })],
  [/<@&(\d+)>/y, (m) => ({ type: "role", id: m[1] })],
  [/<#(\d+)>/y, (m) => ({ type: "channel", id: m[1] })],
  [/<\/([^:<>]{1,100}):(\d+)>/y, (m) => ({ type: "command", name: m[1], id: m[2] })],
  [/<t:(-?\d{1,13})(?::([tTdDfFR]))?>/y, (m) => ({ type: "time", unix: Number(m[1]), style: m[2] ?? "f" })],
  [/<a?:(\w{2,32}):\d+>/y, (m) => ({ type: "emoji", name: `:${m[1]}:` })],
  [/<(https?:\/\/[^\s<>]+)>/y, (m) => link(m[1], [{ type: "text", text: m[1] }])],
  [/\[((?:\\.|[^[\]\\\n])+)\]\(<?(https?:\/\/[^\s()<>]+(?:\([^\s()<>]*\)[^\s()<>]*)*)>?\)/y,
    (m, inner) => link(m[2], inner(m[1]))],
  [/https?:\/\/[^\s<>]*[^\s<>.,:;"')\]!?*_~|]/y, (m) => link(m[0], [{ type: "text", text: m[0] }])],
  [/\*\*((?:\\[\s\S]|[^\\])+?)\*\*(?!\*)/y, group("strong")],
  [/__((?:\\[\s\S]|[^\\])+?)__(?!_)/y, group("underline")],
  [/\*(?=\S)((?:\*\*|\\[\s\S]|[^*\\])+?)\*(?!\*)/y, group("em")],
  [/(?<![A-Za-z0-9_])_((?:__|\\[\s\S]|[^\\_])+?)_(?![A-Za-z0-9_])/y, group("em")],
  [/~~((?:\\[\s\S]|[^\\])+?)~~/y, group("strike")],
  [/\|\|((?:\\[\s\S]|[^\\])+?)\|\|/y, group("spoiler")],
];

function link(href, children) {
  try {
    return { type: "link", href: new URL(href).href, children };
  } catch {
    return { type: "text", text: href };
  }
}

/** Parse inline marks of one run of text. */
export function parseInline(text, depth = 0) {
  if (depth > DEEPEST) return [{ type: "text", text }];
  const nodes = [];
  let plain = "";
  let at = 0;
  const inner = (part) => parseInline(part, depth + 1);
  while (at < text.length) {
    SPECIAL.lastIndex = at;
    const next = SPECIAL.exec(text)?.index ?? text.length;
    plain += text.slice(at, next);
    at = next;
    if (at >= text.length) break;
    const hit = matchRule(text, at);
    if (!hit) {
      plain += text[at];
      at += 1;
      continue;
    }
    const node = hit.build(hit.match, inner);
    if (node.type === "text") plain += node.text;
    else {
      if (plain) nodes.push({ type: "text", text: plain });
      plain = "";
      nodes.push(node);
    }
    at += hit.match[0].length;
  }
  if (plain) nodes.push({ type: "text", text: plain });
  return nodes;
}

function matchRule(text, at) {
  for (const [pattern, build] of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { match, build };
  }
  return null;
}

const FENCE = /```(?:([A-Za-z0-9_+#.-]+)\n)?\n*([\s\S]+?)\n*```/g;

/** Parse a whole message text into block nodes. */
export function parse(text) {
  const blocks = [];
  let from = 0;
  for (const match of text.matchAll(FENCE)) {
    blocks.push(...parseLines(text.slice(from, match.index).replace(/\n$/, "")));
    blocks.push({ type: "fence", language: match[1] ?? "", text: match[2] });
    from = match.index + match[0].length;
  }
  blocks.push(...parseLines(text.slice(from).replace(from ? /^\n/ : /^$/, "")));
  return blocks;
}

const HEADING = /^(#{1,3})\s+(\S.*)$/;
const SMALL = /^-#\s+(\S.*)$/;
const QUOTE = /^> (.*)$|^>$/;
const ITEM = /^( *)([-*]|\d{1,9}\.) +(\S.*)$/;

function parseLines(text, quoted = false) {
  if (!text) return [];
  const lines = text.split("\n");
  const blocks = [];
  let paragraph = [];
  const flush = () => {
    if (paragraph.some((line) => line.trim())) {
      blocks.push({ type: "paragraph", children: parseInline(paragraph.join("\n")) });
    }
    paragraph = [];
  };
  while (lines.length) {
    const block = takeBlock(lines, quoted);
    if (!block) {
      paragraph.push(lines.shift());
      continue;
    }
    flush();
    blocks.push(block);
  }
  flush();
  return blocks;
}

/** Take one block off the front, or null; quotes do not nest. */
function takeBlock(lines, quoted) {
  const [line] = lines;
  const heading = HEADING.exec(line);
  if (heading) {
    lines.shift();
    return { type: "heading", level: heading[1].length, children: parseInline(heading[2]) };
  }
  const small = SMALL.exec(line);
  if (small) {
    lines.shift();
    return { type: "small", children: parseInline(small[1]) };
  }
  if (!quoted && line.startsWith(">>> ")) {
    const rest = lines.splice(0).join("\n").slice(4);
    return { type: "quote", children: parseLines(rest, true) };
  }
  if (!quoted && QUOTE.test(line)) {
    const inside = takeWhile(lines, QUOTE).map((match) => match[1] ?? "");
    return { type: "quote", children: parseLines(inside.join("\n"), true) };
  }
  if (ITEM.test(line)) return nest(takeList(lines));
  return null;
}

function takeWhile(lines, pattern) {
  const taken = [];
  for (let match; lines.length && (match = pattern.exec(lines[0])); lines.shift()) taken.push(match);
  return taken;
}

/** Items of one list: bullets end where numbers begin, unless they are nested. */
function takeList(lines) {
  const first = toItem(ITEM.exec(lines[0]));
  const taken = [];
  for (let match; lines.length && (match = ITEM.exec(lines[0])); lines.shift()) {
    const item = toItem(match);
    if (item.ordered !== first.ordered && item.indent <= first.indent) break;
    taken.push(item);
  }
  return taken;
}

const toItem = ([, indent, mark, text]) => ({
  indent: indent.length,
  ordered: mark.endsWith("."),
  start: Number.parseInt(mark, 10) || 1,
  children: parseInline(text),
});

function nest(items) {
  const [first] = items;
  const list = { type: "list", ordered: first.ordered, start: first.start, items: [] };
  while (items.length) {
    const deeper = list.items.length > 0 && items[0].indent > first.indent;
    if (deeper) list.items.at(-1).push(nest(takeDeeper(items, first.indent)));
    else list.items.push([{ type: "paragraph", children: items.shift().children }]);
  }
  return list;
}

function takeDeeper(items, indent) {
  const end = items.findIndex((item) => item.indent <= indent);
  return items.splice(0, end < 0 ? items.length : end);
}

/** The words of a text without its marks, for previews and announcements. */
export function plainText(text, ctx) {
  const holder = renderMarkdown(text, ctx);
  return holder.textContent.replace(/\s+/g, " ").trim();
}

/**
 * Page nodes of a message text.
 *
 * @param {string} text what was written
 * @param {object} ctx `session` (names behind ids), `act` (`runCommand`, `openChannel`)
 * @param {string} [key] where revealed spoilers of this text are remembered
 */
export function renderMarkdown(text, ctx, key = "") {
  const holder = h("div", { class: "md" });
  const scope = { ctx, key, spoilers: 0 };
  holder.append(...parse(text).map((node) => draw(node, scope)));
  return holder;
}

const DRAW = {
  text: (node) => emojiText(node.text),
  paragraph: (node, inner) => h("p", {}, inner(node)),
  heading: (node, inner) => h(`h${node.level + 2}`, { class: `md-h${node.level}` }, inner(node)),
  small: (node, inner) => h("p", { class: "md-small" }, inner(node)),
  quote: (node, inner) => h("blockquote", {}, inner(node)),
  list: drawList,
  fence: (node) => h("pre", { tabindex: "0", data: { language: node.language } }, h("code", {}, node.text)),
  strong: (node, inner) => h("strong", {}, inner(node)),
  em: (node, inner) => h("em", {}, inner(node)),
  underline: (node, inner) => h("u", {}, inner(node)),
  strike: (node, inner) => h("s", {}, inner(node)),
  code: (node) => h("code", {}, node.text),
  emoji: (node) => node.name,
  link: (node, inner) => h("a", { href: node.href, target: "_blank", rel: "noopener noreferrer" }, inner(node)),
  user: (node, _, { ctx }) => h("span", { class: "mention" }, `@${displayName(ctx.session.users.get(node.id))}`),
  role: () => h("span", { class: "mention" }, "@role"),
  channel: ({ id }, _, { ctx: { session, act } }) =>
    mentionButton(`#${session.channelName(id)}`, () => act.openChannel(id)),
  command: ({ id, name }, _, { ctx: { act } }) =>
    mentionButton(`/${name}`, () => act.runCommand(id, name)),
  time: drawTime,
  spoiler: drawSpoiler,
};

function draw(node, scope) {
  const inner = ({ children }) => children.map((child) => draw(child, scope));
  return DRAW[node.type](node, inner, scope);
}

function drawList(node, _, scope) {
  const items = node.items.map((item) => h("li", {}, item.map((child) => draw(child, scope))));
  return h(node.ordered ? "ol" : "ul", { start: node.ordered && node.start > 1 && node.start }, items);
}

function mentionButton(label, onClick) {
  return h("button", { type: "button", class: "mention", on: { click: onClick } }, label);
}

function drawTime({ unix, style }) {
  const date = new Date(unix * 1000);
  if (Number.isNaN(date.getTime())) return `<t:${unix}:${style}>`;
  const data = style === "R" ? { relative: String(unix) } : {};
  const text = style === "R" ? relative(unix) : stamp(unix, style);
  return h("time", { datetime: date.toISOString(), title: stamp(unix, "F"), data }, text);
}

function drawSpoiler(node, inner, scope) {
  scope.spoilers += 1;
  const { revealed } = scope.ctx.session;
  const key = `${scope.key}/${scope.spoilers}`;
  if (revealed.has(key)) return h("span", { class: "spoiler-open" }, inner(node));
  const cover = h("span", {
    class: "spoiler", role: "button", tabindex: "0", "aria-label": "Spoiler, press to reveal",
  });
  const hidden = h("span", { class: "spoiler-text", "aria-hidden": "true", inert: true }, inner(node));
  const reveal = (event) => {
    if (event.type === "keydown" && event.key !== "Enter" && event.key !== " ") return;
    event.preventDefault();
    revealed.add(key);
    cover.replaceWith(h("span", { class: "spoiler-open" }, ...hidden.childNodes));
  };
  cover.addEventListener("click", reveal);
  cover.addEventListener("keydown", reveal);
  cover.append(hidden);
  return cover;
}
