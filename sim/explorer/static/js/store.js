// The one state of the page, who is told when it changes, and its copy in the address.
import { useEffect, useState } from "./view.js";

export const PAGES = ["explore", "compare", "assumptions", "sweeps", "record", "questions"];

export const store = {
  vocabulary: null, // what the server knows, by name
  state: null, // what was set; goes into the address
  page: "explore",
  lang: "en",
  theme: document.documentElement.dataset.theme,
  ghost: true, // whether the reference is shown
  answer: null, // last answer to the state
  reference: null, // bands of the reference
  moves: null, // what the last settled move changed
  dim: false, // whether the bands shown are those of an earlier state
  live: true, // whether bands follow a drag
  notice: "",
  broken: false, // whether the address holds a state that cannot be read
  error: "",
};

const listeners = new Set();
let told = false;

export function tell() {
  if (told) return;
  told = true;
  queueMicrotask(() => {
    told = false;
    for (const listener of [...listeners]) listener();
  });
}

export function useStore() {
  const [, again] = useState(0);
  useEffect(() => {
    const listener = () => again((n) => n + 1);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }, []);
  return store;
}

export const fresh = (vocabulary) => ({
  scenario: vocabulary.first,
  against: vocabulary.reference,
  levers: {},
  steps: [],
  assumptions: {},
  structure: {},
  only: {},
  members: 200,
  seed: 1,
  weeks: 260,
  statement: "", // asked in place of the scenario's own
  cards: {}, // place of a card -> measure that it was turned to
});

const emptied = (value) => typeof value === "object" && Object.keys(value).length === 0;

/** The fragment of the address: edition, page, and what differs from the opening state. */
export function fragment() {
  const first = fresh(store.vocabulary);
  const kept = Object.entries(store.state).filter(
    ([name, value]) => !emptied(value) && value !== first[name],
  );
  const params = new URLSearchParams({ v: store.vocabulary.edition, p: store.page });
  if (kept.length) params.set("s", JSON.stringify(Object.fromEntries(kept)));
  return `#${params}`;
}

/** Show another page; the state stays as it is. */
export function goTo(page) {
  store.page = page;
  history.pushState(null, "", fragment());
  tell();
}

/** Read the address into the state; what it cannot hold is left at its first value. */
export function readFragment() {
  const params = new URLSearchParams(location.hash.slice(1));
  const first = fresh(store.vocabulary);
  store.page = PAGES.includes(params.get("p")) ? params.get("p") : "explore";
  let given = {};
  store.broken = false;
  try {
    given = JSON.parse(params.get("s") ?? "{}") ?? {};
  } catch {
    store.broken = true;
  }
  const state = { ...first };
  for (const [name, value] of Object.entries(first)) {
    const mine = given[name];
    const fits = typeof mine === typeof value && Array.isArray(mine) === Array.isArray(value);
    if (fits && mine !== null) state[name] = mine;
  }
  store.state = state;
  const edition = params.get("v");
  store.notice = edition && edition !== store.vocabulary.edition ? edition : "";
}

/** Change the state. A change that is `done` is a step that the back button undoes. */
export function change(patch, { done = true } = {}) {
  store.state = { ...store.state, ...patch };
  // the browser takes longer to write an address than to paint: a drag writes none until it ends
  if (done) setTimeout(write);
  tell();
}

function write() {
  const now = fragment();
  if (now !== location.hash) history.pushState(null, "", now);
}
