// The desk without reloading: news as it happens, and work by keyboard. Every page works without it.
"use strict";
(() => {
  const KEYS = "duokou-keys";
  const $ = (id) => document.getElementById(id);
  const PARTS = ["live-alarms", "live-list"];
  const list = $("live-list");
  const ticket = $("ticket");
  const chat = $("chat");
  const calling = $("calling"); // how many citizens wait for a person, in the menu

  // --- news ---------------------------------------------------------------------------------
  const MINUTE = 60000;
  const PAUSE = 1500; // milliseconds between two refreshes, however much happens
  let waiting = null;
  let refreshing = false;
  let again = false;

  function live(on) {
    const sign = $("live");
    if (!sign) return;
    sign.hidden = false;
    sign.classList.toggle("on", on);
    sign.textContent = on ? sign.dataset.on : sign.dataset.off;
  }

  function rows() {
    return [...document.querySelectorAll(".queue .what")];
  }

  function keepPlace(swap) {
    const had = document.activeElement;
    const inside = PARTS.some((part) => $(part).contains(had));
    const place = rows().indexOf(had);
    swap();
    if (!inside) return;
    const left = rows();
    const found = $(had.id) || left[Math.min(Math.max(place, 0), left.length - 1)];
    if (found) found.focus({ preventScroll: true });
  }

  async function refresh() {
    if (refreshing) {
      again = true;
      return;
    }
    refreshing = true;
    try {
      const answer = await fetch(location.href, { headers: { "X-Part": "live" }, redirect: "error" });
      if (!answer.ok) throw new Error(String(answer.status));
      const fresh = document.createElement("template");
      fresh.innerHTML = await answer.text();
      keepPlace(() => replace(fresh.content));
    } catch {
      live(false);
    }
    refreshing = false;
    if (again) {
      again = false;
      soon();
    }
  }

  function replace(fresh) {
    for (const part of PARTS) {
      const [had, now] = [$(part), fresh.getElementById(part)];
      // an alert that says the same again must not be read out again
      if (had.innerHTML !== now.innerHTML) had.replaceChildren(...now.childNodes);
    }
    retitle();
  }

  const title = document.title.replace(/^‼ /, "");

  function retitle() {
    const count = Number(calling?.dataset.count || 0) + Number(calling?.dataset.mine || 0);
    document.title = `${$("alarms") ? "‼ " : ""}${count ? `(${count}) ` : ""}${title}`;
  }

  function say(said) {
    if (!calling) return;
    const more = said.waiting > Number(calling.dataset.count);
    const words = [
      said.waiting && calling.dataset.waiting.replace("%", said.waiting),
      said.unanswered && calling.dataset.unanswered.replace("%", said.unanswered),
    ].filter(Boolean);
    calling.hidden = !words.length;
    calling.textContent = words.join(" · ");
    calling.dataset.count = said.waiting;
    calling.dataset.mine = said.unanswered;
    const aloud = $("calling-said");
    if (more) aloud.textContent = aloud.dataset.says.replace("%", said.waiting);
    retitle();
  }

  function soon() {
    if (waiting !== null) return;
    waiting = setTimeout(() => {
      waiting = null;
      refresh();
    }, PAUSE);
  }

  let news = null;
  let last = ""; // the newest line of the history that this page knows of

  function hear(event) {
    live(true);
    last = event.lastEventId;
    const said = JSON.parse(event.data);
    if (event.type !== "changed") {
      say(said);
      if (list && "chats" in list.dataset) soon();
      document.dispatchEvent(new CustomEvent("chats", { detail: said }));
      return;
    }
    const changed = said.tickets;
    if (list) soon();
    if (ticket && changed.includes(ticket.dataset.number)) $("stale").hidden = false;
  }

  function listen() {
    if (news) news.close();
    const asked = new URLSearchParams();
    if (last) asked.set("after", last);
    if (chat) asked.set("talk", chat.dataset.talk);
    news = new EventSource(asked.size ? `/desk/events?${asked}` : "/desk/events");
    news.addEventListener("ready", hear);
    news.addEventListener("chats", hear);
    news.addEventListener("changed", hear);
    news.addEventListener("error", () => {
      live(false);
      if (news.readyState === EventSource.CLOSED) setTimeout(listen, 15000);
    });
  }

  // browsers allow six connections at a time: a page in a tab nobody looks at gives its one back
  function looked() {
    if (document.hidden && news) news.close();
    if (!document.hidden) listen();
  }

  // --- keys ---------------------------------------------------------------------------------
  const on = () => localStorage.getItem(KEYS) !== "off";
  const free = () => {
    const at = document.activeElement;
    return !at || at === document.body || at.id === "main";
  };

  function step(by) {
    const all = rows();
    if (!all.length) return;
    const now = all.indexOf(document.activeElement);
    const next = all[now < 0 ? (by > 0 ? 0 : all.length - 1) : Math.min(Math.max(now + by, 0), all.length - 1)];
    next.focus();
    next.scrollIntoView({ block: "nearest" });
  }

  function follow(id) {
    const link = $(id);
    if (link) link.click();
  }

  function confirmIt() {
    const button = $("confirm-button");
    if (button && !button.disabled) button.click();
  }

  function correct() {
    const part = $("correct");
    if (!part) return;
    part.open = true;
    $("f-category").focus();
    $("f-category").select();
  }

  const anywhere = {
    "?": () => $("keys").showModal(),
    "/": () => $("find").focus(),
    a: () => follow("new-call"),
    q: () => ($("back") ? follow("back") : (location.href = "/desk")),
    r: () => $("words")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
  };
  const onTicket = { c: confirmIt, Enter: confirmIt, e: correct, n: () => follow("next") };

  function wish(key) {
    if (ticket && /^[1-9]$/.test(key)) {
      return () => document.querySelector(`[data-key="${key}"]`)?.click();
    }
    if (key.startsWith("Arrow") && !list) return null;
    return (ticket && onTicket[key]) || anywhere[key] || null;
  }

  const opened = performance.now();
  const HASTE = 350; // milliseconds: the key that opened a page must not act on it as well

  function pressed(event) {
    if (!on() || event.defaultPrevented || event.isComposing) return;
    if (event.repeat && !/^(j|k|Arrow(Up|Down))$/.test(event.key)) return;
    if (event.ctrlKey || event.metaKey || event.altKey || $("keys").open) return;
    const inQueue = document.activeElement?.classList.contains("what");
    if (!free() && !(inQueue && event.key !== "Enter")) return;
    const deed = wish(event.key);
    if (!deed || performance.now() - opened < HASTE) return;
    event.preventDefault();
    deed();
  }

  // --- the form for a call --------------------------------------------------------------------
  let lookedFor = "";

  async function look(form) {
    const number = form.elements.caller.value.trim();
    if (number === lookedFor) return;
    lookedFor = number;
    const answer = await fetch(form.dataset.earlier, {
      method: "POST",
      headers: { "X-Part": "earlier" },
      body: new URLSearchParams(new FormData(form)),
      redirect: "error",
    });
    if (!answer.ok || number !== lookedFor) return;
    const fresh = document.createElement("template");
    fresh.innerHTML = await answer.text();
    $("earlier").replaceWith(fresh.content);
  }

  // The page may have stood open for hours. By the server's clock, whatever ours says.
  function begunWithFirstWord(form) {
    const { caller, summary, started_at: started } = form.elements;
    if (caller.value || summary.value) return;
    const opened = Date.parse(started.value);
    const say = () => (started.value = new Date(opened + performance.now()).toISOString());
    form.addEventListener("input", say, { once: true });
  }

  function entry(form) {
    form.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit($("file"));
    });
    if (!form.dataset.earlier) return;
    begunWithFirstWord(form);
    form.elements.caller.addEventListener("change", () => look(form).catch(() => (lookedFor = "")));
  }

  // --- start --------------------------------------------------------------------------------
  function start() {
    const help = $("show-keys");
    if (help) {
      help.hidden = false;
      help.addEventListener("click", () => $("keys").showModal());
      $("keys-on").checked = on();
      $("keys-on").addEventListener("change", (event) => {
        localStorage.setItem(KEYS, event.target.checked ? "on" : "off");
        document.documentElement.classList.toggle("no-keys", !on());
      });
      document.documentElement.classList.toggle("no-keys", !on());
      document.addEventListener("keydown", pressed);
    }
    // a double click must not send a form twice
    document.addEventListener("submit", (event) => {
      if (event.target.dataset.sent) event.preventDefault();
      if (event.target.method === "post") event.target.dataset.sent = "1";
    });
    addEventListener("pageshow", () => {
      for (const form of document.forms) delete form.dataset.sent;
    });
    document.querySelectorAll("form.entry").forEach(entry);
    const wrong = document.querySelector("#conflict, [aria-invalid=true]");
    if (wrong) wrong.focus();
    retitle();
    if (list || ticket || calling) {
      listen();
      addEventListener("pagehide", () => news.close());
    }
    if (!list) document.addEventListener("visibilitychange", looked);
    if (list && "chats" in list.dataset) setInterval(soon, MINUTE); // how long they wait
  }
  start();
})();
