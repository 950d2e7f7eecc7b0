import { h } from "./dom.js";

const LIST_ID = "composer-suggestions";

/** A list over a text box that follows what is typed: people after `@`, commands after `/`. */
export class Suggestions {
  #text;
  #offersFor;
  #offers = [];
  #active = 0;
  #dismissed = null;
  #list = h("ul", { class: "suggestions", role: "listbox", id: LIST_ID, hidden: true });

  /**
   * @param {HTMLTextAreaElement} text the box
   * @param {HTMLElement} host where the list is shown
   * @param {(before: string) => {label: string, offers: object[]}|null} offersFor what to offer for
   *   the text before the caret; an offer is `{title, more, take}`
   */
  constructor(text, host, offersFor) {
    this.#text = text;
    this.#offersFor = offersFor;
    text.setAttribute("aria-controls", LIST_ID);
    text.addEventListener("blur", () => this.close());
    host.prepend(this.#list);
  }

  /** Look at the text again. */
  update() {
    const before = this.#text.value.slice(0, this.#text.selectionStart);
    const found = before === this.#dismissed ? null : this.#offersFor(before);
    this.#offers = found?.offers ?? [];
    this.#active = 0;
    if (!this.#offers.length) {
      this.close();
      return;
    }
    this.#list.setAttribute("aria-label", found.label);
    this.#draw();
  }

  close() {
    this.#offers = [];
    this.#list.hidden = true;
    this.#text.removeAttribute("aria-activedescendant");
  }

  #draw() {
    this.#list.hidden = false;
    this.#list.replaceChildren(...this.#offers.map((offer, index) => h("li", {
      role: "option", id: `${LIST_ID}-${index}`, class: index === this.#active ? "active" : "",
      "aria-selected": String(index === this.#active),
      // mousedown, because a click would first blur the text box and close the list
      on: { mousedown: (event) => { event.preventDefault(); this.#take(offer); } },
    }, h("strong", {}, offer.title), h("span", {}, offer.more))));
    this.#text.setAttribute("aria-activedescendant", `${LIST_ID}-${this.#active}`);
    this.#list.children[this.#active].scrollIntoView({ block: "nearest" });
  }

  #take(offer) {
    this.close();
    offer.take();
  }

  /** Handle a key of the text box; answers whether the list used it. */
  key(event) {
    if (this.#list.hidden || event.isComposing) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      this.#active = (this.#active + step + this.#offers.length) % this.#offers.length;
      this.#draw();
    } else if (event.key === "Tab" || (event.key === "Enter" && !event.shiftKey)) {
      this.#take(this.#offers[this.#active]);
    } else if (event.key === "Escape") {
      this.#dismissed = this.#text.value.slice(0, this.#text.selectionStart);
      this.close();
    } else return false;
    event.preventDefault();
    return true;
  }
}
