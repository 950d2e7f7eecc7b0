/** A call to the stage that did not work; its message is meant for the person. */
export class StageError extends Error {}

/** The person who opens the page first: Ana, the owner of the rehearsal server. */
export const FIRST_PERSON = "201";

const CALL_DEADLINE = 30_000; // milliseconds
const UPLOAD_DEADLINE = 120_000;
const RETRIES = [500, 1000, 2000, 4000, 8000];

/**
 * The wire to the stage: one event socket and the calls of the acting person.
 *
 * Events: `frame` (detail: one frame of the socket) and `link` (detail: `{state, wait}` with state
 * `open`, `connecting` or `lost`, and `wait` in milliseconds until the next try).
 */
export class Stage extends EventTarget {
  #socket = null;
  #timer = null;
  #failures = 0;
  personId = FIRST_PERSON;

  /** Open the event socket as a person; an earlier socket is closed. */
  connect(personId = this.personId) {
    clearTimeout(this.#timer);
    this.#drop();
    this.personId = personId;
    this.#tell("link", { state: "connecting", wait: 0 });
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const query = new URLSearchParams({ user: personId });
    const socket = new WebSocket(`${scheme}://${location.host}/stage/events?${query}`);
    this.#socket = socket;
    socket.addEventListener("message", ({ data }) => this.#receive(socket, data));
    socket.addEventListener("close", () => this.#lost(socket));
  }

  #receive(socket, data) {
    if (socket !== this.#socket) return;
    const frame = JSON.parse(data);
    if (frame.type === "snapshot") {
      this.#failures = 0;
      this.#tell("link", { state: "open", wait: 0 });
    }
    this.#tell("frame", frame);
  }

  #lost(socket) {
    if (socket !== this.#socket) return;
    this.#socket = null;
    const wait = RETRIES[Math.min(this.#failures, RETRIES.length - 1)];
    this.#failures += 1;
    this.#tell("link", { state: "lost", wait });
    this.#timer = setTimeout(() => this.connect(), wait);
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  #tell(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }

  async #call(method, path, { json, form } = {}) {
    const headers = { "X-Stage-User": this.personId };
    if (json) headers["Content-Type"] = "application/json";
    let answer;
    try {
      answer = await fetch(path, {
        method,
        headers,
        body: form ?? (json && JSON.stringify(json)),
        signal: AbortSignal.timeout(form ? UPLOAD_DEADLINE : CALL_DEADLINE),
      });
    } catch (cause) {
      throw new StageError("The stage did not answer. Is it still running? Try again.", { cause });
    }
    const body = await answer.json().catch(() => null);
    if (answer.ok) return body;
    throw new StageError(body?.message ?? `The stage refused this (${answer.status}).`);
  }

  #form(payload, files) {
    const form = new FormData();
    form.append("payload_json", JSON.stringify(payload));
    files.forEach((file, index) => form.append(`files[${index}]`, file, file.name));
    return form;
  }

  /** Post a message with files; answers the stored message. */
  say(payload, files = []) {
    return this.#call("POST", "/stage/messages", { form: this.#form(payload, files) });
  }

  /** Run an application command; attachment options hold indexes into `files`. */
  command(payload, files = []) {
    return this.#call("POST", "/stage/commands", { form: this.#form(payload, files) });
  }

  /** Ask the bot for choices of the focused option. */
  autocomplete(payload) {
    return this.#call("POST", "/stage/autocomplete", { json: payload });
  }

  /** Press a button or choose in a select. */
  component(payload) {
    return this.#call("POST", "/stage/components", { json: payload });
  }

  /** Submit a modal; uploads go along as files, their fields hold indexes. */
  modal(payload, files = []) {
    const body = files.length ? { form: this.#form(payload, files) } : { json: payload };
    return this.#call("POST", "/stage/modals", body);
  }

  /** Add or take back the person's reaction. */
  react(message, emoji) {
    const path = [message.channel_id, message.id, emoji].map(encodeURIComponent).join("/");
    return this.#call("POST", `/stage/reactions/${path}`);
  }

  /** Delete a message. */
  remove(message) {
    const path = [message.channel_id, message.id].map(encodeURIComponent).join("/");
    return this.#call("DELETE", `/stage/messages/${path}`);
  }

  /** Drop an ephemeral message. */
  dismiss(message) {
    return this.#call("POST", "/stage/dismiss", { json: { message_id: message.id } });
  }
}
