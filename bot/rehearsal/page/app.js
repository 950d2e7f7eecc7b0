/** The page's wiring: one stage, one session, the views, and what they can do. */
import { startClock } from "./clock.js";
import { COMMAND, slashLines, usable } from "./commands.js";
import { Composer } from "./composer.js";
import { Feed } from "./feed.js";
import { openLightbox } from "./lightbox.js";
import { openMenu } from "./menu.js";
import { openModal } from "./modal.js";
import { closeAllPopovers } from "./popover.js";
import { openPicker } from "./reactions.js";
import { FLAGS, nonce, Session } from "./session.js";
import { FIRST_PERSON, Stage } from "./stage.js";
import { Frame } from "./frame.js";

const PERSON_KEY = "onebeat-person";
const BUTTON = 2;
const COMPLETION_DEADLINE = 4000; // milliseconds; the bot has three seconds to answer

const stage = new Stage();
const session = new Session();
const act = {};
const ctx = { session, act };
const byId = (id) => document.getElementById(id);

const feed = new Feed({ root: byId("feed"), jump: byId("jump"), announcer: byId("announcer") }, ctx);
const composer = new Composer(byId("dock"), ctx);
const frame = new Frame(ctx, byId);

Object.assign(act, {
  openChannel: (channelId) => session.open(channelId),
  jumpTo: (messageId) => feed.jumpTo(messageId),
  look: openLightbox,
  reply: (message) => composer.reply(message),
  reconnect: () => stage.connect(),

  /** Become another person. */
  become(userId) {
    closeOverlays();
    sessionStorage.setItem(PERSON_KEY, userId);
    stage.connect(userId);
  },

  /** Insert an example into the composer. */
  suggest({ text, pick }) {
    composer.write(text);
    if (pick) composer.pickFiles();
  },

  say(content, files, replyTo) {
    const payload = { channel_id: session.channelId, content };
    if (replyTo) Object.assign(payload, { message_reference: { message_id: replyTo.id }, mention_reply: true });
    return stage.say(payload, files);
  },

  react: (message, emoji) => attempt(stage.react(message, emoji)),
  dismiss: (message) => attempt(stage.dismiss(message)),
  remove: (message) => attempt(stage.remove(message)),
  pickReaction: (message, anchor) => openPicker(anchor, (emoji) => act.react(message, emoji)),

  /** Press a button or hand over a select's values. */
  async use(message, component, values) {
    const mark = session.expect({ messageId: message.id, customId: component.custom_id });
    const payload = {
      channel_id: message.channel_id, nonce: mark, message_id: message.id,
      custom_id: component.custom_id, component_type: component.type,
    };
    if (component.type !== BUTTON) payload.values = values;
    await stage.component(payload).catch((error) => session.refuse(mark, error.message));
  },

  /** Run a command; rejects when the stage refuses it. */
  async command(command, title, { options = [], files = [], target } = {}) {
    const end = feed.note(`Sending ${title}…`);
    const settle = (state, text) => end(state === "failed" ? `${title}: ${text}` : undefined);
    const mark = session.expect({ settle });
    const payload = { channel_id: session.channelId, nonce: mark, command_id: command.id, options };
    if (target) payload.target_id = target;
    try {
      await stage.command(payload, files);
    } catch (error) {
      session.forget(mark);
      end();
      throw error;
    }
  },

  /** Open a command that a message mentions. */
  runCommand(commandId, name) {
    const lines = slashLines(session);
    const line = lines.find(({ command, title }) => command.id === commandId && title === `/${name}`)
      ?? lines.find(({ title }) => title === `/${name}`);
    if (line) composer.openCommand(line);
  },

  /** Choices of the bot for the option being typed. */
  complete(command, options) {
    const mark = nonce();
    const answer = waitForChoices(mark);
    stage.autocomplete({ channel_id: session.channelId, nonce: mark, command_id: command.id, options })
      .catch(() => answer.stop());
    return answer.choices;
  },

  menu(message, anchor) {
    openMenu(anchor, "Message actions", menuEntries(message, anchor));
  },
});

function menuEntries(message, anchor) {
  if (message.flags & FLAGS.EPHEMERAL) return [{ label: "Dismiss", icon: "close", run: () => act.dismiss(message) }];
  const apps = usable(session, COMMAND.MESSAGE).map((command) => ({
    label: command.name, icon: "app",
    run: () => act.command(command, command.name, { target: message.id }).catch(complain),
  }));
  return [
    { label: "Reply", icon: "reply", run: () => act.reply(message) },
    { label: "React", icon: "smile", run: () => act.pickReaction(message, anchor) },
    ...(apps.length ? [{ heading: "Apps" }, ...apps] : []),
    ...(session.mayDelete(message)
      ? [{ label: "Delete", icon: "trash", danger: true, run: () => act.remove(message) }] : []),
  ];
}

function waitForChoices(mark) {
  let stop;
  const choices = new Promise((resolve) => {
    const listen = ({ detail }) => detail.nonce === mark && finish(detail.choices);
    const timer = setTimeout(() => finish([]), COMPLETION_DEADLINE);
    const finish = (found) => {
      clearTimeout(timer);
      session.removeEventListener("autocomplete", listen);
      resolve(found);
    };
    stop = () => finish([]);
    session.addEventListener("autocomplete", listen);
  });
  return { choices, stop };
}

const complain = (error) => feed.note("")(error.message);
const attempt = (call) => call.catch(complain);

function closeOverlays() {
  closeAllPopovers();
  for (const dialog of document.querySelectorAll("dialog[open]")) dialog.close();
}

session.addEventListener("modal", ({ detail }) => {
  const { interaction_id: interactionId, modal } = detail;
  closeOverlays();
  openModal(modal, ctx, (components, files) => new Promise((resolve, reject) => {
    const settle = (state, text) => (state === "failed" ? reject(new Error(text)) : resolve());
    const mark = session.expect({ settle });
    const payload = {
      channel_id: session.channelId, nonce: mark, interaction_id: interactionId,
      custom_id: modal.custom_id, components,
    };
    stage.modal(payload, files).catch((error) => session.refuse(mark, error.message));
  }));
});

function dropZone() {
  const zone = byId("drop");
  const room = byId("room");
  const carriesFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");
  const quiet = (event) => event.target.closest?.(".file-picker, dialog");
  addEventListener("dragover", (event) => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    zone.hidden = Boolean(quiet(event));
  });
  addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) zone.hidden = true;
  });
  addEventListener("drop", (event) => {
    zone.hidden = true;
    if (!carriesFiles(event)) return;
    event.preventDefault();
    if (room.contains(event.target) || !quiet(event)) composer.addFiles(event.dataTransfer.files);
  });
}

stage.addEventListener("frame", ({ detail }) => session.apply(detail));
stage.addEventListener("link", ({ detail }) => frame.link(detail));
addEventListener("unhandledrejection", ({ reason }) => frame.problem(reason));
dropZone();
startClock();
stage.connect(sessionStorage.getItem(PERSON_KEY) ?? FIRST_PERSON);
