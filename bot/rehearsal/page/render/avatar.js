import { h } from "../dom.js";
import { displayName } from "../session.js";
import { localUrl } from "./media.js";

const TONES = 6;

/** A person's round picture: their avatar, the bot's mark, or a coloured initial. */
export function avatar(user, size = "") {
  const classes = `avatar ${size}`;
  if (user?.avatar?.startsWith?.("http")) {
    return h("img", { class: classes, src: localUrl(user.avatar), alt: "" });
  }
  if (user?.bot) return h("img", { class: `${classes} square`, src: "/static/mark.svg", alt: "" });
  const tone = Number(BigInt(user?.id ?? 0) % BigInt(TONES));
  const initial = [...displayName(user)][0].toUpperCase();
  return h("span", { class: `${classes} tone-${tone}`, "aria-hidden": "true" }, initial);
}
