// A conversation that goes on while it is read. Everything here works without it, by reloading.
"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const chat = $("chat");
  if (!chat) return;
  const page = `/desk/chats/${chat.dataset.talk}`;
  const NEVER_SENT = `said ${chat.dataset.talk}`; // what was typed and not sent, in this tab only

  // --- what is new ----------------------------------------------------------------------------
  let known = $("chat-state").dataset.mark;
  let latest = 0; // an answer that was overtaken by a later one is old

  // only what is new is put in, so that only that is read out
  function addLines(had, fresh) {
    const lines = new Map([...had.children].map((line) => [line.dataset.key, line]));
    let before = null;
    for (const line of [...fresh.children]) {
      const old = lines.get(line.dataset.key);
      lines.delete(line.dataset.key);
      if (!old) before ? before.after(line) : had.prepend(line);
      else if (old.innerHTML !== line.innerHTML) old.replaceChildren(...line.childNodes);
      before = old || line;
    }
    for (const gone of lines.values()) gone.remove();
  }

  function put(part, fresh) {
    if (part.innerHTML === fresh.innerHTML) return;
    const had = document.activeElement;
    const inside = part.contains(had);
    part.replaceChildren(...fresh.childNodes);
    if (inside) ($(had.id) || $("words") || $("take") || $("back")).focus({ preventScroll: true });
  }

  // a form that is there stays as it is: somebody may be typing
  function putForm(part, fresh) {
    const [had, now] = [part.querySelector("form"), fresh.querySelector("form")];
    if (had && now) {
      had.elements.after.value = now.elements.after.value;
      tell(now.querySelector(".wrong").textContent);
      return;
    }
    put(part, fresh);
    prepare();
  }

  function show(text) {
    const fresh = document.createElement("template");
    fresh.innerHTML = text;
    const part = (id) => fresh.content.getElementById(id);
    put($("live-alarms"), part("live-alarms"));
    put($("chat-state"), part("chat-state"));
    known = $("chat-state").dataset.mark = part("chat-state").dataset.mark;
    addLines($("chat-log").querySelector("ol"), part("chat-log").querySelector("ol"));
    putForm($("chat-say"), part("chat-say"));
    put($("chat-side"), part("chat-side"));
  }

  async function ask(address, options = {}) {
    const turn = ++latest;
    const answer = await fetch(address, { headers: { "X-Part": "live" }, redirect: "error", ...options });
    const text = await answer.text();
    if (!answer.ok && answer.status !== 422 && answer.status !== 409) throw new Error(answer.status);
    if (turn === latest) show(text);
    return answer.ok;
  }

  document.addEventListener("chats", (event) => {
    if (event.detail.talk === known) return;
    ask(page + location.search).then(() => (known = event.detail.talk)).catch(() => {});
  });

  // --- what is said ---------------------------------------------------------------------------
  let sending = false;

  function tell(words) {
    const [field, place] = [$("words"), $("wrong-words")];
    if (!field) return;
    place.textContent = words;
    field.setAttribute("aria-invalid", Boolean(words));
    field.setAttribute("aria-describedby", "wrong-words");
  }

  function keep() {
    sessionStorage.setItem(NEVER_SENT, $("words").value);
  }

  async function send(event) {
    event.preventDefault();
    const form = event.target;
    const said = form.elements.words.value;
    if (sending) return;
    sending = true;
    try {
      const done = await ask(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
      if (done && $("words")?.value === said) {
        $("words").value = "";
        sessionStorage.removeItem(NEVER_SENT);
      }
    } catch {
      tell(form.dataset.offline);
    }
    sending = false;
    delete form.dataset.sent; // desk.js lets a form be sent once
    $("words")?.focus({ preventScroll: true });
  }

  function use(phrase) {
    const field = $("words");
    field.value = field.value ? `${field.value.trimEnd()}\n${phrase}` : phrase;
    keep();
    field.focus();
  }

  function prepare() {
    const form = $("say");
    if (!form) return;
    const field = $("words");
    field.value ||= sessionStorage.getItem(NEVER_SENT) || "";
    field.addEventListener("input", keep);
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) form.requestSubmit($("send"));
    });
    form.addEventListener("submit", send);
    $("phrases").hidden = false;
    for (const button of document.querySelectorAll("[data-phrase]")) {
      button.addEventListener("click", () => use(button.dataset.phrase));
    }
  }

  prepare();
})();
