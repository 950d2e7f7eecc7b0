/** Bits of a message's `flags`. */
export const FLAGS = { EPHEMERAL: 1 << 6, LOADING: 1 << 7, COMPONENTS_V2: 1 << 15 };

/** Kinds of channel the stage has. */
export const CHANNEL = { TEXT: 0, DM: 1 };

const TYPING_LASTS = 10_000; // milliseconds, as long as the client shows one typing event

/** Order two snowflakes by age (they are too long for a JavaScript number). */
export function compareIds(a, b) {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** A new nonce: a snowflake of the present moment with random low bits. */
export function nonce() {
  const time = BigInt(Date.now() - 1420070400000) << 22n;
  return String(time + BigInt(crypto.getRandomValues(new Uint32Array(1))[0] & 0x3fffff));
}

/** The name a user goes by. */
export const displayName = (user) => user?.global_name || user?.username || "Someone";

/**
 * All that the acting person sees, kept true by the frames of the stage.
 *
 * Every change is told as an event of the same name as the frame's type (`snapshot`,
 * `message_create`, ...), plus `channel` (another channel was opened) and `interaction`.
 */
export class Session extends EventTarget {
  me = null;
  bot = null;
  botOnline = false;
  guild = null;
  users = new Map();
  channels = new Map();
  commands = [];
  channelId = null;
  unread = new Map();
  revealed = new Set();
  #messages = new Map();
  #typing = new Map();
  #waiting = new Map();
  #failures = new Map();

  /** Take in one frame and tell the views. */
  apply(frame) {
    if (!this.me && frame.type !== "snapshot") return;
    this[`_${frame.type}`]?.(frame);
    this.#tell(frame.type, frame);
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  _snapshot(frame) {
    const samePerson = this.me?.id === frame.me.id;
    Object.assign(this, { me: frame.me, bot: frame.bot, botOnline: frame.bot_online });
    Object.assign(this, { guild: frame.guild, commands: frame.commands });
    this.users = new Map([...frame.users, frame.bot, frame.me].map((user) => [user.id, user]));
    this.channels = new Map(frame.channels.map((channel) => [channel.id, channel]));
    this.#messages = new Map(
      frame.channels.map(({ id }) => [id, [...(frame.messages[id] ?? [])]]),
    );
    this.#typing.clear();
    this.#failures.clear();
    this.#giveUpWaiting();
    if (!samePerson) this.unread.clear();
    this.channelId = this.#channelAfterSnapshot();
  }

  /** Answers to what was sent over an earlier wire do not come any more. */
  #giveUpWaiting() {
    const waiting = [...this.#waiting.values()];
    this.#waiting.clear();
    for (const { settle } of waiting) settle?.("failed", "The connection was lost. Try again.");
  }

  #channelAfterSnapshot() {
    if (this.channels.has(this.channelId)) return this.channelId;
    return (this.textChannels()[0] ?? [...this.channels.values()][0])?.id ?? null;
  }

  _message_create({ message }) {
    this.#put(message);
    this.#typing.get(message.channel_id)?.delete(message.author.id);
    if (message.channel_id !== this.channelId && message.author.id !== this.me.id) {
      this.unread.set(message.channel_id, (this.unread.get(message.channel_id) ?? 0) + 1);
    }
  }

  _message_update({ message }) {
    this.#put(message);
  }

  _message_delete({ channel_id: channelId, message_id: messageId }) {
    const kept = this.messagesIn(channelId).filter(({ id }) => id !== messageId);
    this.#messages.set(channelId, kept);
    this.#failures.delete(messageId);
  }

  _commands({ commands }) {
    this.commands = commands;
  }

  _bot({ online }) {
    this.botOnline = online;
  }

  _typing({ channel_id: channelId, user_id: userId }) {
    if (!this.#typing.has(channelId)) this.#typing.set(channelId, new Map());
    this.#typing.get(channelId).set(userId, Date.now() + TYPING_LASTS);
  }

  _interaction(frame) {
    const { nonce: mark, state, text } = frame;
    const waiting = this.#waiting.get(mark);
    if (!waiting || state === "sent") return;
    this.#waiting.delete(mark);
    frame.messageId = waiting.messageId;
    if (state === "failed") this.#fail(waiting, text);
    waiting.settle?.(state, text || "This interaction failed");
  }

  #fail(waiting, text) {
    if (waiting.messageId) this.#failures.set(waiting.messageId, text || "This interaction failed");
  }

  #put(message) {
    const list = this.#messages.get(message.channel_id) ?? [];
    const index = list.findIndex(({ id }) => id === message.id);
    if (index >= 0) list[index] = message;
    else {
      list.push(message);
      list.sort((a, b) => compareIds(a.id, b.id));
    }
    this.#messages.set(message.channel_id, list);
  }

  /** Show another channel. */
  open(channelId) {
    if (!this.channels.has(channelId) || channelId === this.channelId) return;
    this.channelId = channelId;
    this.unread.delete(channelId);
    this.#tell("channel", { channelId });
  }

  /** Messages of a channel, oldest first. */
  messagesIn(channelId) {
    return this.#messages.get(channelId) ?? [];
  }

  /** A message by id, in the channel on show. */
  message(messageId) {
    return this.messagesIn(this.channelId).find(({ id }) => id === messageId);
  }

  /** The server's text channels, in the stage's order. */
  textChannels() {
    return [...this.channels.values()].filter(({ type }) => type !== CHANNEL.DM);
  }

  /** People who are typing in the channel on show, the acting person left out. */
  typists() {
    const now = Date.now();
    return [...(this.#typing.get(this.channelId) ?? [])]
      .filter(([id, until]) => until > now && id !== this.me.id)
      .map(([id]) => this.users.get(id));
  }

  /** Whether the acting person may delete a message: their own, or any as owner of the server. */
  mayDelete(message) {
    const inServer = this.channels.get(message.channel_id)?.type !== CHANNEL.DM;
    return message.author.id === this.me.id || (inServer && this.guild?.owner_id === this.me.id);
  }

  /** A channel's name as the person reads it. */
  channelName(channelId) {
    const channel = this.channels.get(channelId);
    if (!channel) return "unknown-channel";
    return channel.type === CHANNEL.DM ? displayName(this.bot) : channel.name;
  }

  /**
   * Note that an interaction was sent and is waiting for its answer.
   *
   * @param {object} [waiting] `messageId` and `customId` of a component; `settle(state, text)` is
   *   called once with `acknowledged` or `failed`
   * @returns {string} the nonce to send along
   */
  expect(waiting = {}) {
    const mark = nonce();
    this.#waiting.set(mark, waiting);
    if (waiting.messageId) this.#failures.delete(waiting.messageId);
    this.#tell("interaction", { nonce: mark, state: "waiting", messageId: waiting.messageId });
    return mark;
  }

  /** Close a waiting interaction whose call was refused, with words for the person. */
  refuse(mark, text) {
    this.apply({ type: "interaction", nonce: mark, state: "failed", text });
  }

  /** Stop waiting for an interaction without a word. */
  forget(mark) {
    this.#waiting.delete(mark);
  }

  /** Whether this component of this message waits for the bot. */
  isWaiting(messageId, customId) {
    return [...this.#waiting.values()]
      .some((entry) => entry.messageId === messageId && entry.customId === customId);
  }

  /** Why the last interaction on a message failed, or undefined. */
  failure(messageId) {
    return this.#failures.get(messageId);
  }
}
