import { h } from "../dom.js";
import { renderMarkdown } from "./markdown.js";
import { localUrl } from "./media.js";

/** A classic embed: title, text, fields, picture and footer. */
export function renderEmbed(embed, { ctx, message }) {
  const title = embed.title && renderMarkdown(embed.title, ctx, `${message.id}/embed-title`);
  const node = h("div", { class: "card embed accented" },
    title && h("div", { class: "embed-title" }, title),
    embed.description && renderMarkdown(embed.description, ctx, `${message.id}/embed`),
    (embed.fields ?? []).map((field) => h("div", { class: "embed-field" },
      h("strong", {}, field.name), renderMarkdown(field.value, ctx))),
    embed.image?.url && h("img", { src: localUrl(embed.image.url), alt: "", loading: "lazy" }),
    embed.footer?.text && h("p", { class: "md-small" }, embed.footer.text));
  if (Number.isInteger(embed.color)) {
    node.style.setProperty("--card-accent", `#${embed.color.toString(16).padStart(6, "0")}`);
  }
  return node;
}
