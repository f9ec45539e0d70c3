// One script tag on any allowed site: a button, and behind it the chat in a frame of its own origin.
// The site's style cannot touch it, its scripts cannot read what citizens write (docs/webchat.md).
"use strict";
(() => {
  const script = document.currentScript;
  const panel = new URL("panel", script.src);
  // in this site's storage: that a chat was begun here; and for the tab what it takes to resume it,
  // only where the browser forbids storage to the chat's own frame
  const MARK = "duokou-chat";
  const WORDS = {
    zh: { open: "网上留言", close: "收起", name: "12345 网上留言", failed: "网上留言暂时打不开，请稍后再试，或拨打 12345。", unread: (n) => `${n} 条新答复` },
    en: { open: "Message 12345", close: "Close", name: "Online message to 12345", failed: "This cannot be opened just now. Please try again later, or call 12345.", unread: (n) => `${n} new` },
  };
  const STYLE = `
    :host { all: initial; }
    button, dialog, iframe { box-sizing: border-box; }
    button { position: fixed; z-index: 2147483000; right: max(1rem, env(safe-area-inset-right)); bottom: max(1rem, env(safe-area-inset-bottom));
      display: inline-flex; align-items: center; gap: .55em; min-height: 3.1em; padding: .5em 1.25em .5em 1em; border: 2px solid #fff; border-radius: 2em;
      background: #124e78; color: #fff; box-shadow: 0 3px 14px rgb(11 53 84 / .35); cursor: pointer;
      font: 600 max(16px, 1em)/1.3 "PingFang SC", "Hiragino Sans GB", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", system-ui, sans-serif; }
    button:hover { background: #0b3554; }
    button:focus-visible { outline: 3px solid #f2b417; outline-offset: 2px; box-shadow: 0 0 0 7px #17242e; }
    svg { width: 1.5em; height: 1.5em; fill: none; stroke: currentcolor; stroke-width: 2; stroke-linejoin: round; stroke-linecap: round; }
    b { padding: .05em .6em; border-radius: 1em; background: #f2b417; color: #17242e; font-size: .85em; }
    b:empty { display: none; }
    dialog { position: fixed; z-index: 2147483000; inset: auto max(1rem, env(safe-area-inset-right)) max(1rem, env(safe-area-inset-bottom)) auto; margin: 0; padding: 0;
      width: 26rem; max-width: calc(100vw - 2rem); height: min(44rem, calc(100vh - 2rem)); max-height: none; overflow: hidden;
      border: 1px solid #7c8a94; border-radius: 14px; background: #f3f5f4; box-shadow: 0 8px 40px rgb(11 53 84 / .3); }
    dialog::backdrop { background: none; }
    dialog p { margin: 1.5rem; font: max(18px, 1.1em)/1.6 system-ui, sans-serif; color: #17242e; }
    dialog button { position: static; margin: 0 1.5rem; padding-left: 1.25em; box-shadow: none; }
    iframe { display: block; width: 100%; height: 100%; border: 0; }
    @media (max-width: 40rem), (max-height: 34rem) {
      dialog { inset: 0; width: 100vw; max-width: none; height: 100vh; height: 100dvh; border: 0; border-radius: 0; }
    }
    @media print { :host { display: none; } }
    @media (prefers-reduced-motion: no-preference) { button { transition: background-color .12s; } }`;
  const small = matchMedia("(max-width: 40rem), (max-height: 34rem)");
  let language = script.dataset.lang === "en" ? "en" : "zh";
  let frame = null;
  let kept = null; // what an earlier page of this tab kept for it
  let ready = false; // the chat in it listens

  const host = document.createElement("duokou-chat");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet(); // no <style>: the site's policy may forbid it
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];
  const make = (name, words = {}, ...inside) => {
    const made = ["svg", "path"].includes(name)
      ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    for (const [key, value] of Object.entries(words)) made.setAttribute(key, value);
    made.append(...inside);
    return made;
  };
  const bubble = make("svg", { viewBox: "0 0 24 24", "aria-hidden": "true" }, make("path", { d: "M4 5h16v11h-9l-5 4v-4H4z" }));
  const label = make("span");
  const unread = make("b", { role: "status" });
  const button = make("button", { type: "button", "aria-haspopup": "dialog", "aria-expanded": "false" }, bubble, label, unread);
  const dialog = make("dialog");
  root.append(button, dialog);

  const say = (message, more) => { if (ready) frame.contentWindow.postMessage({ duokou: message, ...more }, panel.origin); };
  // either may be forbidden on this site; the chat does without
  const recall = (store) => { try { return window[store].getItem(MARK); } catch { return null; } };
  const remember = (store, value) => {
    try {
      if (value) window[store].setItem(MARK, value);
      else window[store].removeItem(MARK);
    } catch { /* it does without */ }
  };

  const draw = () => {
    label.textContent = WORDS[language].open;
    host.lang = language === "en" ? "en" : "zh-CN";
    dialog.setAttribute("aria-label", WORDS[language].name);
    if (frame) frame.title = WORDS[language].name;
  };
  const load = () => {
    if (frame) return;
    frame = document.createElement("iframe");
    panel.searchParams.set("lang", language);
    frame.src = panel.href;
    frame.addEventListener("load", ({ target }) => setTimeout(giveUp, 2000, target));
    setTimeout(giveUp, 30000, frame);
    dialog.replaceChildren(frame);
    draw();
  };
  // a shut door, no network: the browser's own page in the frame would say little, and not close
  const giveUp = (which) => {
    if (ready || frame !== which) return;
    frame = null; // opened again, it is tried again
    const away = make("button", { type: "button" }, WORDS[language].close);
    away.addEventListener("click", close);
    dialog.replaceChildren(make("p", { role: "alert" }, WORDS[language].failed), away);
    if (dialog.open) away.focus();
  };
  // over the whole of a small screen it is modal: nothing behind it can be reached
  const show = () => { if (small.matches) dialog.showModal(); else dialog.show(); };
  const open = () => {
    load();
    show();
    button.setAttribute("aria-expanded", "true");
    button.style.visibility = "hidden";
    frame.focus();
    say("shown");
  };
  const close = () => { if (dialog.open) dialog.close(); };
  const closed = () => {
    button.setAttribute("aria-expanded", "false");
    button.style.visibility = "";
    button.focus();
    say("hidden");
  };

  button.addEventListener("click", open);
  dialog.addEventListener("close", closed);
  dialog.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  small.addEventListener("change", () => {
    if (!dialog.open) return;
    dialog.removeEventListener("close", closed);
    dialog.close();
    show();
    setTimeout(() => dialog.addEventListener("close", closed));
  });
  addEventListener("message", ({ source, origin, data }) => {
    if (!frame || source !== frame.contentWindow || origin !== panel.origin || !data?.duokou) return;
    if (data.duokou === "ready") {
      ready = true;
      say("hello", { keep: kept });
      if (dialog.open) say("shown");
      return;
    }
    language = data.lang === "en" ? "en" : "zh";
    remember("localStorage", data.begun ? "1" : "");
    if (data.keep) remember("sessionStorage", data.begun ? JSON.stringify(data.keep) : "");
    unread.textContent = data.unread ? WORDS[language].unread(data.unread) : "";
    draw();
    if (data.duokou === "close") close();
  });

  const settle = () => {
    document.body.append(host);
    draw();
    kept = JSON.parse(recall("sessionStorage"));
    if (recall("localStorage")) load(); // so that an answer shows on the button
  };
  if (document.body) settle();
  else addEventListener("DOMContentLoaded", settle);
})();
