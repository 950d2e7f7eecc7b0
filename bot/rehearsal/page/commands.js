import { h, iconButton } from "./dom.js";
import { allRight } from "./fields.js";
import { CHANNEL } from "./session.js";
import { OPTION, optionField } from "./options.js";

/** Kinds of application command. */
export const COMMAND = { SLASH: 1, USER: 2, MESSAGE: 3 };

const IN_SERVER = 0;
const IN_BOT_DM = 1;

const isBranch = ({ type }) => type === OPTION.SUBCOMMAND || type === OPTION.GROUP;

/** Commands of a kind that may be used in a channel. */
export function usable(session, kind) {
  const place = session.channels.get(session.channelId)?.type === CHANNEL.DM ? IN_BOT_DM : IN_SERVER;
  return session.commands.filter((command) => (command.type ?? COMMAND.SLASH) === kind
    && (!command.contexts || command.contexts.includes(place)));
}

/**
 * Every slash command as one line of the palette; subcommands are lines of their own.
 *
 * @returns {Array<{title: string, description: string, command: object, path: object[],
 *   options: object[]}>} `path` holds the subcommand (and its group) on the way to `options`
 */
export function slashLines(session) {
  return usable(session, COMMAND.SLASH)
    .flatMap((command) => leaves(command, command, [], `/${command.name}`))
    .sort((a, b) => a.title.localeCompare(b.title));
}

function leaves(node, command, path, title) {
  const options = node.options ?? [];
  const branches = options.filter(isBranch);
  if (!branches.length) return [{ title, description: node.description, command, path, options }];
  return branches.flatMap((branch) => leaves(branch, command, [...path, branch], `${title} ${branch.name}`));
}

/** Wrap option values in the subcommands that lead to them. */
export function wrap(path, values) {
  return path.reduceRight((inner, { name, type }) => [{ name, type, options: inner }], values);
}

/** The form of one slash command: required options first, the others folded away. */
export class CommandForm {
  #line;
  #ctx;
  #fields;
  #send = h("button", { type: "submit", class: "button primary" }, "Send");
  #error = h("p", { class: "dialog-error", role: "alert" });
  #onClose;

  /**
   * @param {object} line one line of `slashLines`
   * @param {object} ctx `session` and `act`
   * @param {{text?: string, files?: File[], onClose: () => void}} start `text` fills the first
   *   text option, `files` the first attachment options
   */
  constructor(line, ctx, { text = "", files = [], onClose }) {
    this.#line = line;
    this.#ctx = ctx;
    this.#onClose = onClose;
    this.#fields = this.#buildFields(text, [...files]);
    this.node = this.#build();
  }

  #buildFields(text, files) {
    let words = text;
    const ordered = [...this.#line.options].sort((a, b) => Number(Boolean(b.required)) - Number(Boolean(a.required)));
    return ordered.map((option) => {
      const first = {};
      if (option.type === OPTION.ATTACHMENT) first.file = files.shift();
      if (option.type === OPTION.STRING && !option.choices?.length) [first.text, words] = [words, ""];
      const made = optionField(option, this.#ctx, first, (typed) => this.#ask(option, typed));
      return { option, made, filled: Boolean(first.file || first.text) };
    });
  }

  #build() {
    const { title, description } = this.#line;
    const shown = this.#fields.filter(({ option, filled }) => option.required || filled);
    const folded = this.#fields.filter((each) => !shown.includes(each));
    const more = folded.length > 0 && h("details", { open: !shown.length },
      h("summary", {}, `${folded.length} more ${folded.length === 1 ? "option" : "options"}`),
      h("div", { class: "command-fields" }, folded.map(({ made }) => made.node)));
    const form = h("form", { class: "command-form", novalidate: true, "aria-label": `Command ${title}` },
      h("header", {}, h("h2", {}, title), h("p", {}, description),
        iconButton("close", "Leave this command", () => this.#onClose())),
      h("div", { class: "command-body" },
        h("div", { class: "command-fields" }, shown.map(({ made }) => made.node)), more),
      this.#error,
      h("footer", {}, this.#send));
    form.addEventListener("submit", (event) => this.#submit(event));
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.#onClose();
    });
    return form;
  }

  /** Put the focus where filling in begins. */
  focus() {
    const empty = this.#fields.find(({ option, filled }) => option.required && !filled);
    if (empty) empty.made.focus();
    else this.#send.focus();
  }

  #values(files) {
    return this.#fields.flatMap(({ option: { name, type }, made }) => {
      const value = made.read();
      if (value === undefined || value === "") return [];
      if (type !== OPTION.ATTACHMENT) return [{ name, type, value }];
      files.push(value);
      return [{ name, type, value: files.length - 1 }];
    });
  }

  #ask(option, typed) {
    const rest = this.#values([]).filter(({ name, type }) => name !== option.name && type !== OPTION.ATTACHMENT);
    const focused = { name: option.name, type: option.type, value: typed, focused: true };
    return this.#ctx.act.complete(this.#line.command, wrap(this.#line.path, [...rest, focused]));
  }

  async #submit(event) {
    event.preventDefault();
    if (this.#send.disabled || !allRight(this.#fields.map(({ made }) => made))) return;
    this.#send.disabled = true;
    this.#error.textContent = "";
    const files = [];
    const values = this.#values(files);
    try {
      const { command, title, path } = this.#line;
      await this.#ctx.act.command(command, title, { options: wrap(path, values), files });
      this.#onClose();
    } catch (error) {
      this.#error.textContent = error.message;
      this.#send.disabled = false;
    }
  }
}
