// Draws the conversation: one article for each entry, changed in place when its state does.
import { of, t } from "./words.js";

const OURS = /https?:\/\/[^\s，。；）〕\]]+/g;

const element = (name, { className, text, ...rest } = {}, ...children) => {
  const made = Object.assign(document.createElement(name), rest);
  if (className) made.className = className;
  if (text !== undefined) made.textContent = text;
  made.append(...children);
  return made;
};

const link = (href, text) => {
  const made = element("a", { href, text, target: "_blank", rel: "noopener" });
  made.append(" ", element("span", { className: "sr", text: t("newTab") }));
  return made;
};

// links to this very service become links, anything else stays text
const words = (text) => {
  const made = element("p", { className: "words" });
  let from = 0;
  for (const found of text.matchAll(OURS)) {
    if (URL.canParse?.(found[0]) && new URL(found[0]).origin === location.origin) {
      made.append(text.slice(from, found.index), link(found[0], t("progress")));
      from = found.index + found[0].length;
    }
  }
  made.append(text.slice(from));
  return made;
};

const clock = (at, language) => new Intl.DateTimeFormat(language, {
  hour: "2-digit", minute: "2-digit", hourCycle: "h23",
  ...(new Date(at).toDateString() === new Date().toDateString() ? {} : { month: "short", day: "numeric" }),
}).format(new Date(at));

const STANDING = {
  waiting: () => t("waiting"),
  sending: () => t("sending"),
  kept: () => t("kept"),
  refused: () => t("refused"),
  lost: () => t("lost"),
};

export class Log {
  // `pictures` is id to an address of its bytes; `choose(words)` says them
  constructor(root, { pictures, choose }) {
    Object.assign(this, { root, pictures, choose, drawn: new Map(), language: "zh-CN" });
  }

  // everything anew, as when the language changes; nothing of it is announced
  redraw(entries) {
    this.root.removeAttribute("role");
    this.drawn.clear();
    this.root.replaceChildren(element("div", { className: "entry them" }, words(t("greeting"))));
    for (const entry of entries) this.draw(entry, { quiet: true });
    this.root.setAttribute("role", "log");
    this.toEnd();
  }

  draw(entry, { quiet = false } = {}) {
    const old = this.drawn.get(entry.id);
    if (old) return this.renew(old, entry);
    if (entry.kind === "me") for (const row of this.root.querySelectorAll(".choices")) row.remove(); // answered
    const made = this.made(entry);
    this.root.append(made);
    this.drawn.set(entry.id, made);
    if (quiet) return;
    made.scrollIntoView({ block: "nearest" }); // in large type the whole frame scrolls
    this.toEnd();
  }

  // only what changed: a screen reader is not told the same words again
  renew(drawn, entry) {
    if (entry.kind !== "me") return;
    drawn.querySelector(".mark").replaceWith(this.standing(entry));
    if (!entry.problems || drawn.querySelector(".problem")) return;
    drawn.append(...this.problems(entry));
    this.toEnd();
  }

  toEnd() { this.root.scrollTop = this.root.scrollHeight; }

  made(entry) {
    const made = element("div", { className: `entry ${entry.kind}` });
    made.append(element("span", { className: "sr", text: `${t(entry.kind === "me" ? "you" : "us")}：` }));
    if (entry.picture) made.append(this.photo(entry));
    if (entry.text) made.append(words(entry.text));
    if (entry.kind === "me") made.append(this.standing(entry));
    else made.append(element("p", { className: "mark", text: clock(entry.at, this.language) }));
    made.append(...this.problems(entry));
    if (entry.choices?.length) made.append(this.choices(entry));
    return made;
  }

  standing(entry) {
    const says = STANDING[entry.state](entry);
    const mark = element("p", { className: `mark ${entry.state}` });
    mark.setAttribute("aria-live", "off");
    mark.append(`${clock(entry.at, this.language)} · ${says}`);
    return mark;
  }

  problems(entry) {
    return (entry.problems || []).map((problem) => element("p", { className: "problem", text: of(problem) }));
  }

  photo(entry) {
    const source = this.pictures.get(entry.id);
    if (!source) return element("p", { className: "words", text: `［${t("photo")}］ ${entry.picture}` });
    return element("img", { src: source.url, alt: `${t("photo")} ${entry.picture}` });
  }

  choices(entry) {
    const row = element("div", { className: "choices" });
    row.setAttribute("role", "group");
    row.setAttribute("aria-label", t("answers"));
    for (const choice of entry.choices) {
      row.append(element("button", { type: "button", text: choice, onclick: () => this.choose(choice) }));
    }
    return row;
  }
}
