// The WebSocket: greets, comes back when it drops, notices silence. docs/webchat.md is its protocol.
const VERSION = 1;
const FIRST_WAIT = 500, LONGEST_WAIT = 20_000, BUSY_WAIT = 45_000; // milliseconds
const PATIENCE = 5_000; // for an answer to a ping
const BUSY = new Set([4429, 4503]);
const STALE = new Set([4400, 4413]);

export class Line {
  // `hears(frame)` gets every frame; `feels(state)` "connecting", "open", "away", "busy" or "stale";
  // `greeting()` gives the token and the last reply there is
  constructor(url, { greeting, hears, feels }) {
    Object.assign(this, { url, greeting, hears, feels, tries: 0, silence: 60_000, heardAt: 0 });
    addEventListener("online", () => this.now());
    addEventListener("offline", () => this.drop());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.check(); });
    setInterval(() => { if (this.isOpen && Date.now() - this.heardAt > this.silence) this.drop(); }, 5_000);
  }

  get isOpen() { return Boolean(this.socket) && this.welcomed; }

  connect() {
    clearTimeout(this.timer);
    this.welcomed = false;
    this.feels(this.tries ? "away" : "connecting");
    const socket = this.socket = new WebSocket(this.url);
    socket.onopen = () => this.send({ type: "hello", version: VERSION, ...this.greeting() });
    socket.onmessage = ({ data }) => this.receive(JSON.parse(data));
    socket.onclose = ({ code }) => { if (socket === this.socket) this.dropped(code); };
  }

  receive(frame) {
    this.heardAt = Date.now();
    if (frame.type === "welcome") {
      this.tries = 0;
      this.welcomed = true;
      this.silence = frame.beat * 3000;
      this.feels("open");
    }
    this.hears(frame);
  }

  send(frame, picture) {
    const text = JSON.stringify(frame);
    this.socket.send(picture ? new Blob([text, "\n", picture]) : text);
  }

  dropped(code) {
    this.socket = null;
    this.tries += 1;
    if (STALE.has(code)) return this.feels("stale");
    this.feels(BUSY.has(code) ? "busy" : "away");
    const grown = Math.min(FIRST_WAIT * 2 ** (this.tries - 1), LONGEST_WAIT);
    const wait = BUSY.has(code) ? BUSY_WAIT : grown;
    this.timer = setTimeout(() => this.connect(), wait * (0.75 + Math.random() / 2));
  }

  // a dead line may take minutes to close by itself; we do not wait for that
  drop() {
    const dead = this.socket;
    if (!dead) return;
    dead.onclose = dead.onmessage = null;
    dead.close();
    this.dropped(0);
  }

  now() {
    if (!this.socket) this.connect();
    else this.check();
  }

  // after sleep or a change of network: is anybody still there?
  check() {
    if (!this.isOpen) return;
    const asked = Date.now();
    this.send({ type: "ping" });
    setTimeout(() => { if (this.isOpen && this.heardAt < asked) this.drop(); }, PATIENCE);
  }
}
