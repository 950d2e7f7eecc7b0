import { h, icon } from "../dom.js";
import { renderMarkdown } from "./markdown.js";
import { partialEmoji } from "./emoji.js";
import { covered, fileCard, gallery, localUrl, thumbnail } from "./media.js";
import { selectButton } from "../select.js";

/** Component numbers of the wire. */
export const COMPONENT = {
  ROW: 1, BUTTON: 2, STRING_SELECT: 3, TEXT_INPUT: 4, USER_SELECT: 5, ROLE_SELECT: 6,
  MENTIONABLE_SELECT: 7, CHANNEL_SELECT: 8, SECTION: 9, TEXT: 10, THUMBNAIL: 11, GALLERY: 12,
  FILE: 13, SEPARATOR: 14, CONTAINER: 17, LABEL: 18, FILE_UPLOAD: 19, RADIO: 21,
  CHECKBOX_GROUP: 22, CHECKBOX: 23,
};

const STYLES = { 1: "primary", 2: "secondary", 3: "success", 4: "danger", 5: "link", 6: "premium" };
const LINK = 5;
const PREMIUM = 6;

/**
 * Draw components of a message.
 *
 * @param {Array<object>} components as Discord sends them
 * @param {{message: object, ctx: object, pool: Map, path?: string}} scope `pool` holds players to
 *   reuse; `path` tells where in the tree we are, so that revealed spoilers stay revealed
 */
export function renderComponents(components, scope) {
  return components.map((component, index) => {
    const path = `${scope.path ?? scope.message.id}/${component.id ?? index}`;
    const drawn = DRAW[component.type]?.(component, { ...scope, path });
    return drawn ?? h("p", { class: "unknown" }, `Component of type ${component.type}: not shown here`);
  });
}

const select = (component, scope) => {
  const { message, ctx } = scope;
  return selectButton(component, ctx, {
    isBusy: () => ctx.session.isWaiting(message.id, component.custom_id),
    onValues: (values) => ctx.act.use(message, component, values),
  });
};

const DRAW = {
  [COMPONENT.ROW]: (component, scope) =>
    h("div", { class: "row" }, renderComponents(component.components, scope)),
  [COMPONENT.BUTTON]: button,
  [COMPONENT.STRING_SELECT]: select,
  [COMPONENT.USER_SELECT]: select,
  [COMPONENT.ROLE_SELECT]: select,
  [COMPONENT.MENTIONABLE_SELECT]: select,
  [COMPONENT.CHANNEL_SELECT]: select,
  [COMPONENT.SECTION]: section,
  [COMPONENT.TEXT]: ({ content }, { ctx, path }) => renderMarkdown(content, ctx, path),
  [COMPONENT.THUMBNAIL]: thumbnail,
  [COMPONENT.GALLERY]: ({ items }, scope) => gallery(items, scope),
  [COMPONENT.FILE]: ({ file, name, size, spoiler }, { path, ctx }) => {
    const card = fileCard({ url: file.url, name, size: size ?? file.size });
    return spoiler ? covered(card, path, ctx) : card;
  },
  [COMPONENT.SEPARATOR]: ({ divider = true, spacing = 1 }) =>
    h("hr", { class: `separator space-${spacing} ${divider ? "" : "bare"}` }),
  [COMPONENT.CONTAINER]: container,
};

function container(component, scope) {
  const node = h("div", { class: "card" }, renderComponents(component.components, scope));
  const colour = component.accent_color;
  if (Number.isInteger(colour)) {
    node.classList.add("accented");
    node.style.setProperty("--card-accent", `#${colour.toString(16).padStart(6, "0")}`);
  }
  return component.spoiler ? covered(node, scope.path, scope.ctx) : node;
}

function section(component, scope) {
  return h("div", { class: "section" },
    h("div", { class: "section-text" }, renderComponents(component.components, scope)),
    renderComponents([component.accessory], { ...scope, path: `${scope.path}/accessory` }));
}

function button(component, { message, ctx }) {
  const { style, label, custom_id: customId, url, disabled } = component;
  const face = [partialEmoji(component.emoji), label && h("span", {}, label)];
  const name = !label && component.emoji ? component.emoji.name : null;
  const classes = `button ${STYLES[style] ?? "secondary"}`;
  if (style === LINK && !disabled) {
    return h("a", { class: classes, href: safeLink(url), target: "_blank", rel: "noopener noreferrer",
      "aria-label": name }, face, icon("external"));
  }
  const isBusy = () => ctx.session.isWaiting(message.id, customId);
  return h("button", {
    type: "button", class: classes, disabled: disabled || style === PREMIUM || style === LINK,
    "aria-busy": isBusy() && "true", "aria-label": name, data: { key: `component:${customId}` },
    on: { click: () => isBusy() || ctx.act.use(message, component) },
  }, face);
}

/** Only web links may be followed from a message. */
function safeLink(url) {
  const parsed = URL.parse(url ?? "");
  return parsed && /^https?:$/.test(parsed.protocol) ? localUrl(url) : null;
}
