// What this browser remembers of the chat, within the site that embeds it; in memory alone where it may not.
const KEY = `duokou:${location.pathname}`;
const LONGEST = 200; // entries
const NEW = { token: "", since: 0, thread: "", threadAt: 0, phone: "", entries: [] };

// Some browsers forbid storage to a frame from another site. Then the page around it keeps, for this
// tab only, what it takes to resume: never what was said.
export const lasting = (() => {
  try {
    return Boolean(localStorage);
  } catch {
    return false;
  }
})();
const RESUME = ["token", "thread", "threadAt"];

export const tokens = (memory) => Object.fromEntries(RESUME.map((key) => [key, memory[key]]));

export const load = () => {
  try {
    return { ...NEW, ...JSON.parse(localStorage.getItem(KEY) || "{}") };
  } catch {
    return { ...NEW };
  }
};

export const save = (memory) => {
  memory.entries.splice(0, memory.entries.length - LONGEST);
  try {
    localStorage.setItem(KEY, JSON.stringify(memory));
  } catch {
    // full, or forbidden here: the open page still has it all
  }
};

export const forget = () => {
  try {
    localStorage.removeItem(KEY);
  } catch {
    // nothing was kept
  }
  return { ...NEW, entries: [] };
};

// another tab of the same site has the same chat open
export const onElsewhere = (hear) => addEventListener("storage", (event) => { if (event.key === KEY) hear(load()); });

export const randomName = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(18));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_");
};
