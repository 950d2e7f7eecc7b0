import { h } from "./dom.js";
import { CHANNEL, displayName } from "./session.js";
import { avatar } from "./render/avatar.js";

/** Everything around the messages: channels, people, headline, banner, typing line. */
export class Frame {
  #ctx;
  #byId;
  #link = { state: "connecting", wait: 0 };
  #away = false;
  #countdown = null;

  constructor(ctx, byId) {
    this.#ctx = ctx;
    this.#byId = byId;
    const { session } = ctx;
    for (const name of ["snapshot", "channel", "message_create", "bot"]) {
      session.addEventListener(name, () => this.#drawAround());
    }
    session.addEventListener("snapshot", () => this.#drawPeople());
    for (const name of ["snapshot", "channel", "typing", "message_create"]) {
      session.addEventListener(name, () => this.#drawTyping());
    }
    setInterval(() => this.#drawTyping(), 1000);
  }

  /** Show how the wire to the stage is doing. */
  link(link) {
    this.#link = link;
    this.#away = link.state === "lost" || (this.#away && link.state === "connecting");
    clearInterval(this.#countdown);
    if (link.state === "lost") {
      const until = Date.now() + link.wait;
      this.#countdown = setInterval(() => this.#drawLost(until), 500);
    }
    this.#drawBanner();
  }

  /** Show a fault of the page itself. */
  problem(reason) {
    this.#banner("trouble", reason?.message ?? "Something in this page went wrong. Reload it.");
  }

  #drawAround() {
    const { session } = this.#ctx;
    this.#drawChannels(session);
    const channel = session.channels.get(session.channelId);
    const name = session.channelName(session.channelId);
    const dm = channel?.type === CHANNEL.DM;
    this.#byId("room-title").textContent = dm ? name : `# ${name}`;
    this.#byId("room-topic").textContent = dm
      ? `Between you and ${name}` : `${session.guild?.name ?? ""} · two people and ${displayName(session.bot)}`;
    const unread = [...session.unread.values()].reduce((sum, count) => sum + count, 0);
    document.title = `${unread ? `(${unread}) ` : ""}${dm ? name : `#${name}`} · Onebeat rehearsal`;
    this.#drawBanner();
  }

  #drawChannels(session) {
    const nav = this.#byId("channels");
    const focused = nav.contains(document.activeElement) && document.activeElement.dataset.channel;
    const line = (channel) => {
      const dm = channel.type === CHANNEL.DM;
      const unread = session.unread.get(channel.id);
      const open = channel.id === session.channelId;
      return h("li", {}, h("button", {
        type: "button", class: "channel", "aria-current": open && "page", data: { channel: channel.id },
        on: { click: () => session.open(channel.id) },
      },
      dm
        ? h("span", { class: `presence ${session.botOnline ? "on" : ""}` }, avatar(session.bot, "tiny"))
        : h("span", { class: "hash", "aria-hidden": "true" }, "#"),
      h("span", {}, session.channelName(channel.id)),
      unread && h("span", { class: "unread", "aria-label": `${unread} unread` }, String(unread))));
    };
    const all = [...session.channels.values()];
    nav.replaceChildren(
      h("h2", {}, session.guild?.name ?? "Server"),
      h("ul", {}, all.filter(({ type }) => type !== CHANNEL.DM).map(line)),
      h("h2", {}, "Direct"),
      h("ul", {}, all.filter(({ type }) => type === CHANNEL.DM).map(line)),
    );
    if (focused) nav.querySelector(`[data-channel="${CSS.escape(focused)}"]`)?.focus();
  }

  #drawPeople() {
    const { session, act } = this.#ctx;
    const holder = this.#byId("people");
    const focused = holder.contains(document.activeElement);
    const people = [...session.users.values()].filter((user) => !user.bot && user.id !== session.bot.id)
      .sort((a, b) => a.id.localeCompare(b.id));
    holder.replaceChildren(...people.map((user) => {
      const me = user.id === session.me.id;
      return h("button", {
        type: "button", class: "person", "aria-pressed": String(me),
        on: { click: () => me || act.become(user.id) },
      }, avatar(user, "small"), displayName(user));
    }));
    if (focused) holder.querySelector("[aria-pressed='true']")?.focus();
  }

  #drawTyping() {
    const { session } = this.#ctx;
    if (!session.me) return;
    const names = session.typists().map(displayName);
    const line = this.#byId("typing");
    line.classList.toggle("on", names.length > 0);
    if (!names.length) {
      line.replaceChildren();
      return;
    }
    const words = `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} typing`;
    if (line.textContent === words) return;
    line.replaceChildren(h("span", { class: "dots" }, h("i"), h("i"), h("i")), words);
  }

  #drawLost(until) {
    const seconds = Math.max(1, Math.ceil((until - Date.now()) / 1000));
    this.#banner("trouble", `The stage does not answer. Next try in ${seconds} s.`, "Try now");
  }

  #drawBanner() {
    const { session } = this.#ctx;
    if (this.#link.state === "lost") this.#drawLost(Date.now() + this.#link.wait);
    else if (this.#away) this.#banner("trouble", "Looking for the stage…");
    else if (session.me && !session.botOnline) {
      const bot = displayName(session.bot);
      this.#banner("wait", `${bot} is offline. It answers when it is back; what you post stays here.`, "Check again");
    } else this.#byId("banner").hidden = true;
  }

  #banner(tone, text, action) {
    const banner = this.#byId("banner");
    banner.hidden = false;
    banner.className = `banner ${tone}`;
    if (banner.firstElementChild?.textContent === text) return;
    const held = banner.contains(document.activeElement);
    const button = action && h("button", {
      type: "button", class: "button secondary", on: { click: () => this.#ctx.act.reconnect() },
    }, action);
    banner.replaceChildren(...[h("span", {}, text), button].filter(Boolean));
    if (held) button?.focus();
  }
}
