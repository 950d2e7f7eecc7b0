import { h } from "./dom.js";
import { dayName } from "./clock.js";
import { displayName, FLAGS } from "./session.js";
import { follows, renderMessage, summary, writtenAt } from "./render/message.js";
import { harvest, resumeClips } from "./render/media.js";
import { welcome } from "./welcome.js";

const NEAR = 90; // pixels from the end within which the feed keeps following new messages
const SPOKEN = 6; // announcements kept for a screen reader to read back

/** The message list of the open channel: draws, updates in place, follows the newest message. */
export class Feed {
  #ctx;
  #root;
  #jump;
  #announcer;
  #list = h("ol", { class: "messages" });
  #notes = h("ul", { class: "notes", "aria-label": "Waiting commands" });
  #following = true;
  #height = 0;
  #top = 0;
  #missed = 0;

  constructor({ root, jump, announcer }, ctx) {
    this.#ctx = ctx;
    this.#root = root;
    this.#jump = jump;
    this.#announcer = announcer;
    const inner = h("div", { class: "feed-inner" }, this.#list, this.#notes);
    root.append(inner);
    root.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    root.addEventListener("keydown", (event) => this.#walk(event));
    root.addEventListener("focusin", ({ target }) => this.#setStop(target.closest(".message")));
    jump.addEventListener("click", () => this.toNewest(true));
    new ResizeObserver(() => this.#following && this.toNewest()).observe(inner);
    new ResizeObserver(() => this.#following && this.toNewest()).observe(root);
    this.#listen(ctx.session);
  }

  #listen(session) {
    session.addEventListener("snapshot", () => this.show());
    session.addEventListener("channel", () => this.show());
    session.addEventListener("message_create", ({ detail }) => this.#added(detail.message));
    session.addEventListener("message_update", ({ detail }) => this.#changed(detail.message));
    session.addEventListener("message_delete", ({ detail }) => {
      if (detail.channel_id === session.channelId) this.#redraw();
    });
    session.addEventListener("interaction", ({ detail }) => this.#interacted(detail));
  }

  /** Draw the open channel from its messages and go to the newest. */
  show() {
    this.#notes.replaceChildren();
    this.#following = true;
    this.#missed = 0;
    this.#list.setAttribute("aria-label", `Messages in ${this.#ctx.session.channelName(this.#ctx.session.channelId)}`);
    this.#redraw();
    this.toNewest();
  }

  #redraw() {
    const held = this.#heldFocus();
    const messages = this.#messages();
    const pools = new Map([...this.#list.querySelectorAll(".message")].map((node) => [node.dataset.id, harvest(node)]));
    const rows = messages.flatMap((message, index) => this.#rows(message, messages[index - 1], pools.get(message.id)));
    this.#list.replaceChildren(...rows);
    if (!messages.length) this.#list.append(h("li", {}, welcome(this.#ctx)));
    this.#setStop(this.#list.querySelector("li:last-child .message"));
    resumeClips(this.#list);
    held();
  }

  #messages() {
    return this.#ctx.session.messagesIn(this.#ctx.session.channelId);
  }

  #rows(message, before, pool) {
    const newDay = !before || writtenAt(before).toDateString() !== writtenAt(message).toDateString();
    const divider = newDay && h("li", { class: "day" }, h("span", {}, dayName(writtenAt(message))));
    const compact = follows(message, before);
    return [divider, h("li", {}, renderMessage(message, this.#ctx, { compact, pool }))].filter(Boolean);
  }

  #added(message) {
    const { session } = this.#ctx;
    if (message.channel_id !== session.channelId) return;
    if (document.getElementById(`message-${message.id}`)) {
      this.#changed(message);
      return;
    }
    const messages = this.#messages();
    if (messages.at(-1).id !== message.id || messages.length === 1) this.#redraw();
    else {
      this.#list.append(...this.#rows(message, messages.at(-2)));
      this.#setStop(this.#list.lastElementChild.querySelector(".message"));
    }
    this.#announce(message);
    if (message.author.id === session.me.id) this.toNewest();
    else if (!this.#following) this.#missed += 1;
    this.#scrolled();
  }

  #changed(message) {
    const old = document.getElementById(`message-${message.id}`);
    if (!old) return;
    const wasLoading = old.querySelector(".thinking") && !(message.flags & FLAGS.LOADING);
    const held = this.#heldFocus();
    const look = { compact: old.classList.contains("compact"), pool: harvest(old) };
    const fresh = renderMessage(message, this.#ctx, look);
    fresh.tabIndex = old.tabIndex;
    old.replaceWith(fresh);
    resumeClips(fresh);
    held();
    if (wasLoading) this.#announce(message);
  }

  #interacted({ messageId, state }) {
    const node = messageId && document.getElementById(`message-${messageId}`);
    if (!node) return;
    if (state === "failed") {
      this.#changed(this.#ctx.session.message(messageId));
      return;
    }
    if (state === "waiting") node.querySelector(".failure")?.remove();
    for (const control of node.querySelectorAll("[data-key^='component:']")) {
      const customId = control.dataset.key.slice("component:".length);
      if (this.#ctx.session.isWaiting(messageId, customId)) control.setAttribute("aria-busy", "true");
      else control.removeAttribute("aria-busy");
    }
  }

  /** Where the focus is now; the answer puts it back after a redraw. */
  #heldFocus() {
    const focused = document.activeElement;
    const article = focused?.closest?.(".message");
    if (!article) return () => {};
    const { id } = article;
    const key = focused.dataset.key;
    return () => {
      if (focused.isConnected) return;
      const fresh = document.getElementById(id);
      const twin = key && fresh?.querySelector(`[data-key="${CSS.escape(key)}"]`);
      (twin || fresh || this.#root).focus({ preventScroll: true });
    };
  }

  #announce(message) {
    const { session } = this.#ctx;
    if (message.author.id === session.me.id) return;
    const words = `${displayName(message.author)}: ${summary(message, this.#ctx)}`;
    this.#announcer.append(h("p", {}, words));
    while (this.#announcer.children.length > SPOKEN) this.#announcer.firstElementChild.remove();
  }

  /**
   * Show a waiting line under the messages, for a command that has no message yet.
   *
   * @returns {(problem?: string) => void} ends it: without words it goes, with words they stay
   */
  note(text) {
    const line = h("li", { class: "note", role: "status" }, text);
    this.#notes.append(line);
    return (problem) => {
      if (!problem) {
        line.remove();
        return;
      }
      line.classList.add("failure");
      line.replaceChildren(`${problem} · `, h("button", {
        type: "button", class: "text-button", on: { click: () => line.remove() },
      }, "Dismiss"));
    };
  }

  /** Scroll to a message and let it glow for a moment. */
  jumpTo(messageId) {
    const node = document.getElementById(`message-${messageId}`);
    if (!node) return;
    node.scrollIntoView({ block: "center" });
    node.focus({ preventScroll: true });
    node.classList.remove("glow");
    requestAnimationFrame(() => node.classList.add("glow"));
  }

  /** Go to the newest message and follow from there. */
  toNewest(withFocus = false) {
    this.#height = this.#root.scrollHeight;
    this.#root.scrollTop = this.#height;
    this.#top = this.#root.scrollTop;
    this.#following = true;
    this.#missed = 0;
    this.#jump.hidden = true;
    if (withFocus) this.#list.querySelector("li:last-child .message")?.focus({ preventScroll: true });
  }

  #scrolled() {
    const { scrollHeight, scrollTop, clientHeight } = this.#root;
    // A picture that loads moves the content without anybody scrolling up: keep following.
    if (this.#following && scrollHeight !== this.#height && scrollTop >= this.#top) {
      this.toNewest();
      return;
    }
    this.#height = scrollHeight;
    this.#top = scrollTop;
    const left = scrollHeight - scrollTop - clientHeight;
    this.#following = left < NEAR;
    if (this.#following) this.#missed = 0;
    this.#jump.hidden = this.#following;
    const news = this.#missed === 1 ? "1 new message" : `${this.#missed} new messages`;
    this.#jump.textContent = this.#missed ? `${news} ↓` : "Jump to newest ↓";
  }

  /** One message of the list can be reached by Tab; arrows walk from there. */
  #setStop(article) {
    if (!article) return;
    for (const node of this.#list.querySelectorAll(".message[tabindex='0']")) node.tabIndex = -1;
    article.tabIndex = 0;
  }

  #walk(event) {
    if (!event.target.classList.contains("message")) return;
    const all = [...this.#list.querySelectorAll(".message")];
    const at = all.indexOf(event.target);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (to !== undefined && all[to]) {
      event.preventDefault();
      all[to].focus();
    } else if (event.key === "Enter") {
      event.preventDefault();
      this.#ctx.act.menu(this.#ctx.session.message(event.target.dataset.id), event.target);
    }
  }
}
