import { h, icon } from "./dom.js";

/** What an empty channel says: three things to try, one press each. */
export function welcome({ session, act }) {
  const ask = `@${session.bot.username} `;
  return h("section", { class: "welcome", "aria-labelledby": "welcome-title" },
    h("h2", { id: "welcome-title" }, "One still, one beat."),
    h("p", {}, "Give Onebeat a picture and a wish. ",
      "It answers with one believable motion, shoots a few takes and lets you vote."),
    h("ul", {},
      suggestion("image", "Drop a still here and write what should move", "Choose a picture",
        () => act.suggest({ text: `${ask}make it epic`, pick: true })),
      suggestion("at", "Say it your way: “a slow push-in, a light breeze from the left”", "Write this",
        () => act.suggest({ text: `${ask}a slow push-in, a light breeze from the left` })),
      suggestion("slash", "Or fill in a form: type / to see every command", "Show commands",
        () => act.suggest({ text: "/" }))));
}

function suggestion(name, words, label, run) {
  return h("li", {}, icon(name), h("span", {}, words),
    h("button", { type: "button", class: "button secondary", on: { click: run } }, label));
}
