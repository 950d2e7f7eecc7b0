import { h, icon } from "../dom.js";

const LOOPBACK = new Set(["127.0.0.1", "localhost", "[::1]"]);
const VIDEO = /\.(mp4|webm|mov|m4v)$/i;
// what browsers can draw; other pictures (TIFF) are offered as files
const IMAGE = /\.(png|jpe?g|gif|webp|bmp|avif)$/i;
const IMAGE_TYPE = /^image\/(png|jpeg|gif|webp|bmp|avif)/;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

/**
 * The stage's own file links as links of this page's address, whichever loopback name was typed
 * (the page may load nothing from other origins); other links stay as they are.
 */
export function localUrl(url) {
  const parsed = URL.parse(url, location.href);
  if (!parsed) return "";
  const ours = LOOPBACK.has(parsed.hostname) && parsed.port === location.port;
  return ours ? parsed.pathname + parsed.search : parsed.href;
}

/** Which player a file needs: `image`, `video` or `file`. */
export function mediaKind({ content_type: declared, url = "", filename = "" }) {
  const type = declared ?? "";
  const name = filename || (URL.parse(url, location.href)?.pathname ?? "");
  if (type.startsWith("video/") || (!type && VIDEO.test(name))) return "video";
  return IMAGE_TYPE.test(type) || (!type && IMAGE.test(name)) ? "image" : "file";
}

/** Bytes in words, such as "9.4 MB". */
export function fileSize(bytes) {
  if (!Number.isFinite(bytes)) return "";
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1e6) return `${Math.round(bytes / 1e3)} kB`;
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

// Clips play while they are on the screen, so that takes can be compared at a glance, and rest
// when they are not; a clip that the person paused stays paused.
const onScreen = new IntersectionObserver((entries) => {
  for (const { target, isIntersecting } of entries) {
    if (isIntersecting && target.dataset.held !== "true") target.play().catch(() => {});
    else if (!isIntersecting && !target.paused) {
      target.dataset.leaving = "true";
      target.pause();
    }
  }
}, { threshold: 0.4 });

function video(src, label) {
  const clip = h("video", {
    src, class: "clip", loop: true, muted: true, playsinline: true, controls: true,
    preload: "metadata", "aria-label": label || "Video",
  });
  clip.setAttribute("muted", "");
  clip.addEventListener("pause", () => {
    if (clip.dataset.leaving === "true" || !clip.isConnected) clip.dataset.leaving = "false";
    else clip.dataset.held = "true";
  });
  clip.addEventListener("play", () => { clip.dataset.held = "false"; });
  if (!calm.matches) onScreen.observe(clip);
  return clip;
}

/**
 * The player of one file. A player that the message already had is taken from `pool` (keyed by
 * path, for the signed part of a link changes with every edit), so an edit restarts nothing.
 */
function player(media, label, pool) {
  const src = localUrl(media.url);
  const key = src.split("?")[0];
  const known = pool?.get(key);
  if (known) {
    pool.delete(key);
    known.setAttribute(known.localName === "img" ? "alt" : "aria-label", label || known.dataset.kind);
    return known;
  }
  const kind = mediaKind(media);
  const node = kind === "video"
    ? video(src, label)
    : h("img", { src, alt: label || "Image", loading: "lazy", draggable: "false" });
  node.dataset.path = key;
  node.dataset.kind = kind;
  if (media.width && media.height) {
    node.setAttribute("width", media.width);
    node.setAttribute("height", media.height);
  }
  return node;
}

/** The players inside a node, to be handed to the next drawing of the same message. */
export function harvest(node) {
  return new Map([...node.querySelectorAll("[data-path]")].map((item) => [item.dataset.path, item]));
}

/** Clips that were moved to a new place stop; let those go on that were not held. */
export function resumeClips(node) {
  if (calm.matches) return;
  for (const clip of node.querySelectorAll("video.clip")) {
    if (clip.dataset.held !== "true") clip.play().catch(() => {});
  }
}

/** Cover a node until the person asks to see it. */
export function covered(node, key, ctx) {
  if (ctx.session.revealed.has(key)) return node;
  node.inert = true;
  const button = h("button", { type: "button", class: "cover-button" }, "Spoiler");
  const cover = h("div", { class: "cover" }, node, button);
  button.addEventListener("click", () => {
    ctx.session.revealed.add(key);
    node.inert = false;
    cover.replaceWith(node);
    resumeClips(node);
  });
  return cover;
}

function tile(item, index, items, scope) {
  const { message, ctx, pool } = scope;
  const node = player(item.media, item.description, pool);
  const look = () => ctx.act.look(items, index);
  const name = item.description || `${mediaKind(item.media)} ${index + 1} of ${items.length}`;
  const opener = { type: "button", "aria-label": `Open ${name}`, title: "Open large", on: { click: look } };
  const key = { data: { key: `look:${item.media.url?.split("?")[0]}` } };
  const inner = mediaKind(item.media) === "video"
    ? [node, h("button", { class: "expand", ...opener, ...key }, icon("expand"))]
    : [h("button", { class: "look", ...opener, ...key }, node)];
  const figure = h("figure", { class: "tile" }, inner);
  const { width, height } = item.media;
  if (width && height) figure.style.setProperty("--ratio", String(width / height));
  return item.spoiler ? covered(figure, `${message.id}/media/${index}`, ctx) : figure;
}

/**
 * A gallery of one to ten pictures and clips.
 *
 * @param {Array<{media: object, description?: string, spoiler?: boolean}>} items
 * @param {{message: object, ctx: object, pool: Map}} scope
 */
export function gallery(items, scope) {
  const shown = items.map((item, index) => tile(item, index, items, scope));
  const node = h("div", { class: `gallery count-${Math.min(items.length, 5)}`, role: "group",
    "aria-label": items.length === 1 ? "Media" : `${items.length} media` }, shown);
  const { width, height } = items[0]?.media ?? {};
  const ratio = width && height ? Math.min(Math.max(width / height, 0.8), 1.9) : 16 / 9;
  node.style.setProperty("--tile-ratio", ratio.toFixed(3));
  return node;
}

/** A thumbnail beside a section. */
export function thumbnail(component, scope) {
  const items = [component];
  const node = h("button", {
    type: "button", class: "thumb", "aria-label": `Open ${component.description || "picture"}`,
    on: { click: () => scope.ctx.act.look(items, 0) },
  }, player(component.media, component.description, scope.pool));
  return component.spoiler ? covered(node, `${scope.message.id}/thumb/${component.id}`, scope.ctx) : node;
}

/** A downloadable file. */
export function fileCard({ url, name, size }) {
  const href = localUrl(url);
  const title = name || decodeURIComponent(href.split("?")[0].split("/").at(-1)) || "file";
  return h("a", { class: "file", href, download: title, target: "_blank", rel: "noopener" },
    icon("file"),
    h("span", { class: "file-name" }, title),
    h("span", { class: "file-size" }, fileSize(size)));
}
