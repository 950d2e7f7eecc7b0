import { h, icon, iconButton } from "./dom.js";
import { CommandForm, slashLines, wrap } from "./commands.js";
import { preview } from "./fields.js";
import { displayName } from "./session.js";
import { Suggestions } from "./suggestions.js";
import { summary } from "./render/message.js";

const MOST_TEXT = 2000; // characters of a message
const MOST_FILES = 10;
const TELL_FROM = 1800; // characters from which the remaining room is shown
const TALLEST = 220; // pixels the text box grows to

/** The place to write: text, files, replies, mentions and the command palette. */
export class Composer {
  #ctx;
  #dock;
  #drafts = new Map();
  #shown = null;
  #replyTo = null;
  #form = null;
  #sending = false;
  #quote = h("div", { class: "reply-to", hidden: true });
  #tray = h("ul", { class: "tray", "aria-label": "Files to send", hidden: true });
  #error = h("p", { class: "composer-error", role: "alert" });
  #room = h("span", { class: "room-left", role: "status" });
  #picker = h("input", {
    type: "file", multiple: true, class: "sr-only", tabindex: "-1", "aria-label": "Files",
    id: "composer-files",
  });
  #text = h("textarea", {
    id: "composer-text", rows: 1, "aria-label": "Message", autocomplete: "off", spellcheck: "true",
    "aria-autocomplete": "list", enterkeyhint: "send",
  });
  #send;
  #slot = h("div", { class: "command-slot" });
  #suggestions;

  constructor(dock, ctx) {
    this.#ctx = ctx;
    this.#dock = dock;
    this.#send = h("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send" }, icon("send"));
    const form = h("form", { class: "composer", "aria-label": "Write a message" },
      this.#quote, this.#tray, this.#error,
      h("div", { class: "composer-line" },
        iconButton("image", "Add a still or a file", () => this.#picker.click()),
        this.#text, this.#room, this.#send),
      h("div", { class: "composer-tools" },
        h("button", { type: "button", class: "tool", on: { click: () => this.#askBot() } }, icon("at"), "Ask Onebeat"),
        h("button", { type: "button", class: "tool", on: { click: () => this.write("/") } }, icon("slash"), "Commands"),
        h("span", { class: "composer-keys" }, "Enter sends · Shift+Enter for a new line")),
      this.#picker);
    dock.append(this.#slot, form);
    this.#suggestions = new Suggestions(this.#text, form, (query) => this.#offers(query));
    this.#wire(form);
  }

  #wire(form) {
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.#text.addEventListener("keydown", (event) => this.#pressed(event));
    this.#text.addEventListener("input", () => this.#typed());
    this.#text.addEventListener("paste", ({ clipboardData }) => this.addFiles(clipboardData.files));
    this.#picker.addEventListener("change", () => {
      this.addFiles(this.#picker.files);
      this.#picker.value = "";
    });
    const { session } = this.#ctx;
    session.addEventListener("snapshot", () => this.show());
    session.addEventListener("channel", () => this.show());
    session.addEventListener("message_delete", ({ detail }) => {
      if (detail.message_id === this.#replyTo?.id) this.reply(null);
    });
  }

  /** Who writes where: each person keeps a draft in each channel. */
  get #key() {
    return `${this.#ctx.session.me?.id}/${this.#ctx.session.channelId}`;
  }

  get #draft() {
    if (!this.#drafts.has(this.#key)) this.#drafts.set(this.#key, { text: "", files: [] });
    return this.#drafts.get(this.#key);
  }

  /** Show what was being written in the open channel; what is open already stays as it is. */
  show() {
    if (this.#shown === this.#key) return;
    this.#shown = this.#key;
    this.#closeForm(false);
    this.#replyTo = null;
    this.#drawReply();
    this.#error.textContent = "";
    this.#text.value = this.#draft.text;
    this.#text.placeholder = `Message ${this.#place()}`;
    this.#suggestions.close();
    this.#drawTray();
    this.#grow();
  }

  #place() {
    const { session } = this.#ctx;
    const name = session.channelName(session.channelId);
    return session.textChannels().some(({ id }) => id === session.channelId) ? `#${name}` : name;
  }

  /** Put text into the box and the caret behind it. */
  write(text) {
    this.#closeForm(false);
    this.#text.value = text;
    this.#text.focus();
    this.#text.setSelectionRange(text.length, text.length);
    this.#typed();
  }

  /** Open the file dialog. */
  pickFiles() {
    this.#picker.click();
  }

  /** Add files to the message being written. */
  addFiles(files) {
    if (!files.length) return;
    const room = MOST_FILES - this.#draft.files.length;
    this.#error.textContent = files.length > room
      ? `A message takes ${MOST_FILES} files; the others were left out.` : "";
    this.#draft.files.push(...[...files].slice(0, room));
    this.#drawTray();
    this.#text.focus();
  }

  /** Answer a message (or, with null, no message any more). */
  reply(message) {
    this.#closeForm(false);
    this.#replyTo = message;
    this.#drawReply();
    this.#text.focus();
  }

  #drawReply() {
    const message = this.#replyTo;
    this.#quote.hidden = !message;
    if (!message) return;
    this.#quote.replaceChildren(icon("reply"),
      h("span", {}, "Replying to ", h("strong", {}, displayName(message.author))),
      h("span", { class: "quote-text" }, summary(message, this.#ctx, 80)),
      iconButton("close", "Stop replying", () => this.reply(null)));
  }

  #drawTray() {
    const { files } = this.#draft;
    this.#tray.hidden = !files.length;
    this.#tray.replaceChildren(...files.map((file) => preview(file, () => {
      files.splice(files.indexOf(file), 1);
      this.#drawTray();
      this.#text.focus();
    })));
    this.#ready();
  }

  #askBot() {
    const call = `@${displayName(this.#ctx.session.bot)} `;
    const { value } = this.#text;
    this.write(value.includes(call.trim()) ? value : call + value);
  }

  #typed() {
    this.#draft.text = this.#text.value;
    this.#error.textContent = "";
    this.#suggestions.update();
    this.#grow();
    this.#ready();
  }

  #ready() {
    const left = MOST_TEXT - this.#text.value.length;
    this.#room.textContent = left <= MOST_TEXT - TELL_FROM ? String(left) : "";
    this.#room.classList.toggle("over", left < 0);
    const empty = !this.#text.value.trim() && !this.#draft.files.length;
    this.#send.disabled = empty || left < 0 || this.#sending;
  }

  #grow() {
    this.#text.style.setProperty("height", "auto");
    this.#text.style.setProperty("height", `${Math.min(this.#text.scrollHeight, TALLEST)}px`);
  }

  #pressed(event) {
    if (this.#suggestions.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      this.#submit();
    } else if (event.key === "Escape" && this.#replyTo) this.reply(null);
  }

  #offers(before) {
    const { session } = this.#ctx;
    if (before.startsWith("/")) return this.#commandOffers(before);
    const call = /(?:^|\s)@(\w*)$/.exec(before);
    if (!call) return null;
    const typed = call[1].toLowerCase();
    const people = [session.bot, ...[...session.users.values()].filter(({ id }) => id !== session.bot.id)];
    return {
      label: "People",
      offers: people.filter((user) => displayName(user).toLowerCase().startsWith(typed)).map((user) => ({
        title: `@${displayName(user)}`,
        more: user.bot ? "directs one beat from your still" : "",
        take: () => this.#insert(before, call[1].length + 1, `@${displayName(user)} `),
      })),
    };
  }

  #insert(before, length, text) {
    const after = this.#text.value.slice(before.length);
    const start = before.slice(0, before.length - length) + text;
    this.#text.value = start + after;
    this.#text.setSelectionRange(start.length, start.length);
    this.#text.focus();
    this.#typed();
  }

  #commandOffers(before) {
    const typed = before.toLowerCase();
    const lines = slashLines(this.#ctx.session)
      .filter(({ title }) => title.startsWith(typed) || typed.startsWith(`${title} `));
    return {
      label: "Commands",
      offers: lines.map((line) => ({
        title: line.title,
        more: line.description,
        take: () => this.openCommand(line, this.#text.value.slice(line.title.length).trim()),
      })),
    };
  }

  /** Open the form of a command; a command without options is sent at once. */
  openCommand(line, text = "") {
    const { files } = this.#draft;
    this.write("");
    if (!line.options.length) {
      this.#ctx.act.command(line.command, line.title, { options: wrap(line.path, []) })
        .catch((error) => { this.#error.textContent = error.message; });
      return;
    }
    this.#form = new CommandForm(line, this.#ctx, { text, files, onClose: () => this.#closeForm(true) });
    this.#slot.replaceChildren(this.#form.node);
    this.#dock.classList.add("with-form");
    this.#form.focus();
  }

  #closeForm(withFocus) {
    if (!this.#form) return;
    this.#form = null;
    this.#slot.replaceChildren();
    this.#dock.classList.remove("with-form");
    if (withFocus) this.#text.focus();
  }

  async #submit() {
    this.#ready();
    if (this.#send.disabled) return;
    const draft = this.#draft;
    const sent = { files: [...draft.files], replyTo: this.#replyTo };
    this.#sending = true;
    this.#ready();
    try {
      await this.#ctx.act.say(this.#wireText(draft.text), sent.files, sent.replyTo);
      Object.assign(draft, { text: "", files: draft.files.filter((file) => !sent.files.includes(file)) });
      if (draft === this.#draft) {
        this.#text.value = "";
        if (this.#replyTo === sent.replyTo) this.#replyTo = null;
        this.#drawReply();
        this.#typed();
      }
    } catch (error) {
      this.#error.textContent = error.message;
    } finally {
      this.#sending = false;
      this.#drawTray();
    }
  }

  /** Names that people write become ids that the wire knows. */
  #wireText(text) {
    const { session } = this.#ctx;
    const users = [...session.users.values()];
    const ids = new Map(users.map((user) => [displayName(user).toLowerCase(), user.id]));
    const channels = new Map(session.textChannels().map(({ name, id }) => [name, id]));
    return text.trim()
      .replace(/(?<![\w<])@(\w+)/g, (whole, name) => {
        const id = ids.get(name.toLowerCase());
        return id ? `<@${id}>` : whole;
      })
      .replace(/(?<![\w<])#([\w-]+)/g, (whole, name) => (channels.has(name) ? `<#${channels.get(name)}>` : whole));
  }
}
