// The chat in its frame: what the citizen writes, what became of it, what he is told.
import { Line } from "./line.js";
import { Log } from "./log.js";
import { forget, lasting, load, onElsewhere, randomName, save, tokens } from "./memory.js";
import { smaller } from "./pictures.js";
import { fill, speak, t } from "./words.js";

const UNSENT = new Set(["waiting", "sending"]);
const PAUSE = 30 * 60 * 1000; // milliseconds of silence after which words begin another matter
const PHONE = /^$|^[+\d][\d ()-]{4,25}$/;
const LONGEST = 20_000; // characters, as the gateway takes them
const byId = (id) => document.getElementById(id);
const TYPING = 8000; // milliseconds; a person may take longer, and is not said to be writing
const HELLO_WITHIN = 1000; // milliseconds: the page around may be older than this one
const framed = window.parent !== window;

const asked = new URLSearchParams(location.search);
let memory = load();
let look = { language: asked.get("lang") === "en" ? "en" : "zh", large: false, ...memory.look };
let shown = !framed;
let picture = null;
let felt = "";
const pictures = new Map();
const sent = new Set(); // on this very line
const unanswered = new Set();
let typing = 0;

const log = new Log(byId("log"), { pictures, choose: (words) => { say(words); byId("log").focus(); } });
const line = new Line(new URL("socket", location.href).href.replace(/^http/, "ws"), {
  greeting: () => ({ token: memory.token, since: memory.since }),
  hears: (frame) => HEARS[frame.type]?.(frame),
  feels: feel,
});

// to the page around this frame: never anything that was said
const tell = (message) => { if (framed) window.parent.postMessage({ duokou: message, ...tally() }, "*"); };
const tally = () => ({ ...(lasting ? {} : { keep: tokens(memory) }), unread: unseen().length, begun: Boolean(memory.thread), lang: look.language });
const unseen = () => memory.entries.filter((entry) => entry.kind === "them" && entry.seq > (memory.seen || 0));
const mine = (id) => memory.entries.find((entry) => entry.id === id);

function keep(entry) {
  if (!memory.entries.includes(entry)) memory.entries.push(entry);
  save(memory);
  log.draw(entry);
}

const HEARS = {
  welcome({ token, since, seen }) {
    Object.assign(memory, { token, since, seen: Math.max(seen, memory.seen || 0) });
    save(memory);
    sent.clear();
    for (const entry of memory.entries) transmit(entry);
    if (shown) see();
    else tell("tally");
  },
  kept({ id, words }) {
    const entry = mine(id);
    if (!entry || entry.state === "kept") return;
    keep(Object.assign(entry, { state: "kept" }));
    if (words) keep({ id: `k-${id}`, kind: "them", at: Date.now(), text: words });
    else if (unanswered.has(id)) drawTyping(true); // the answer may have been faster
  },
  refused({ id, problems }) {
    const entry = mine(id);
    if (!entry) return;
    keep(Object.assign(entry, { state: "refused", problems }));
    byId("words").value ||= entry.text; // to be put right and sent again
  },
  wait({ id, seconds, ...pair }) {
    byId("state").textContent = pair[look.language];
    byId("state").className = "busy";
    setTimeout(() => { sent.delete(id); const entry = mine(id); if (entry) transmit(entry); feel(felt); }, seconds * 1000);
  },
  reply({ seq, text, choices, at }) {
    if (seq <= memory.since) return;
    memory.since = seq;
    unanswered.clear();
    drawTyping(false);
    keep({ id: `s-${seq}`, kind: "them", seq, text, choices, at: Date.parse(at) });
    if (shown) see();
    else tell("tally");
  },
};

// what was in front of him is reported; what was not stays unread
function see() {
  if (document.hidden) return;
  const newest = Math.max(0, ...unseen().map((entry) => entry.seq));
  if (newest) memory.seen = newest;
  save(memory);
  if (line.isOpen && memory.seen) line.send({ type: "got", seq: memory.seen });
  tell("tally");
}

function transmit(entry) {
  if (entry.kind !== "me" || !UNSENT.has(entry.state)) return;
  if (!line.isOpen || sent.has(entry.id)) return;
  const { id, thread, text, language, phone } = entry;
  const bytes = pictures.get(id)?.bytes;
  if (entry.picture && !bytes) return keep(Object.assign(entry, { state: "lost" }));
  sent.add(id);
  unanswered.add(id);
  line.send({ type: "say", id, thread, text, language, phone, ...(bytes ? { picture: entry.picture } : {}) }, bytes);
  keep(Object.assign(entry, { state: "sending" }));
}

function say(text, chosen = null) {
  if (!memory.thread || (memory.threadAt && Date.now() - memory.threadAt > PAUSE)) begin();
  memory.threadAt = Date.now();
  drawThread();
  const entry = { id: randomName(), kind: "me", state: "waiting", at: Date.now(), thread: memory.thread, text, language: look.language, phone: memory.phone };
  if (chosen) {
    entry.picture = chosen.name.slice(-200) || "photo.jpg";
    pictures.set(entry.id, chosen);
  }
  keep(entry);
  transmit(entry);
  tell("tally");
}

function begin() {
  Object.assign(memory, { thread: randomName(), threadAt: 0 });
  save(memory);
  drawThread();
}

function feel(state) {
  const status = byId("state");
  const back = state === "open" && ["away", "busy"].includes(felt);
  felt = state === "connecting" && felt ? felt : state;
  status.className = felt;
  status.textContent = back ? t("back") : t(felt);
  if (state !== "open") {
    drawTyping(false);
    for (const entry of memory.entries) if (entry.state === "sending") keep(Object.assign(entry, { state: "waiting" }));
  }
}

function complain(key) {
  byId("wrong").hidden = !key;
  byId("wrong").textContent = key ? t(key) : "";
  byId("words").toggleAttribute("aria-invalid", key === "empty" || key === "tooLong");
}

function drawTyping(on) {
  clearTimeout(typing);
  byId("typing").textContent = on ? t("typing") : "";
  if (on) typing = setTimeout(drawTyping, TYPING, false);
}

function drawThread() {
  byId("threads").hidden = !memory.threadAt;
  byId("reached").textContent = memory.phone ? `· ${memory.phone}` : "";
}

function drawPicture() {
  byId("chosen").hidden = !picture;
  if (!picture) return;
  byId("chosen").querySelector("img").src = picture.url;
  byId("chosen").querySelector("span").textContent = `${t("chosen")} ${picture.name}`;
}

function draw() {
  speak(look.language);
  log.language = document.documentElement.lang = look.language === "en" ? "en" : "zh-CN";
  document.documentElement.classList.toggle("large", look.large);
  byId("large").setAttribute("aria-pressed", look.large);
  byId("language").lang = look.language === "en" ? "zh-CN" : "en";
  byId("city").textContent = document.body.dataset[look.language];
  byId("close").hidden = !framed;
  byId("phone").value = memory.phone;
  fill(document);
  drawThread();
  drawPicture();
  complain("");
  if (felt) feel(felt);
  log.redraw(memory.entries);
}

function change(wish) {
  memory.look = look = { ...look, ...wish };
  save(memory);
  draw();
  tell("tally");
}

byId("say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = byId("words").value.trim();
  const wrong = !text && !picture ? "empty" : [...text].length > LONGEST ? "tooLong" : "";
  complain(wrong);
  byId("words").focus();
  if (wrong) return;
  say(text, picture);
  byId("words").value = "";
  picture = null;
  drawPicture();
});

byId("words").addEventListener("keydown", (event) => {
  const touch = matchMedia("(pointer: coarse)").matches;
  // while Chinese is being composed, Enter chooses a word
  if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.keyCode === 229 || touch) return;
  event.preventDefault();
  byId("say").requestSubmit();
});

byId("picture").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  try {
    const bytes = await smaller(file);
    picture = { bytes, url: URL.createObjectURL(bytes), name: file.name };
    complain("");
  } catch (error) {
    complain(error.message);
  }
  drawPicture();
  byId("words").focus();
});

byId("drop").addEventListener("click", () => { picture = null; drawPicture(); byId("words").focus(); });
byId("phone").addEventListener("change", ({ target }) => {
  const fits = PHONE.test(target.value.trim());
  target.toggleAttribute("aria-invalid", !fits);
  complain(fits ? "" : "badPhone");
  if (!fits) return;
  memory.phone = target.value.trim();
  save(memory);
  drawThread();
});
byId("large").addEventListener("click", () => change({ large: !look.large }));
byId("language").addEventListener("click", () => change({ language: look.language === "en" ? "zh" : "en" }));
byId("another").addEventListener("click", () => { begin(); say(t("anew")); byId("words").focus(); });
byId("close").addEventListener("click", () => tell("close"));
byId("forget").addEventListener("click", () => byId("sure").showModal());
byId("sure").addEventListener("close", ({ target }) => {
  if (target.returnValue !== "forget") return;
  memory = { ...forget(), look };
  pictures.clear();
  line.drop();
  draw();
  byId("told").textContent = t("forgotten");
  tell("tally");
});
addEventListener("keydown", (event) => { if (event.key === "Escape" && framed && !byId("sure").open) tell("close"); });
addEventListener("beforeunload", (event) => {
  if (memory.entries.some((entry) => (entry.picture || !lasting) && UNSENT.has(entry.state))) event.preventDefault();
});
document.addEventListener("visibilitychange", () => { if (shown) see(); });
onElsewhere((theirs) => { memory = theirs; look = { ...look, ...theirs.look }; draw(); });
addEventListener("message", ({ source, data }) => {
  if (source !== window.parent || !framed) return;
  if (data?.duokou === "hello") connect(data.keep);
  if (!["shown", "hidden"].includes(data?.duokou)) return;
  shown = data.duokou === "shown";
  if (!shown) return;
  log.toEnd();
  byId("words").focus();
  see();
});

function connect(kept) {
  if (line.socket || line.tries) return;
  if (kept && !memory.token) Object.assign(memory, kept);
  drawThread();
  line.connect();
}

byId("say").hidden = false;
draw();
if (lasting || !framed) connect();
else setTimeout(connect, HELLO_WITHIN);
tell("ready");
