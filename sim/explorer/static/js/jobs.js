// One job at a time: the newest state waits, and is sent when the last answer has arrived.
// To abort jobs while a slider is dragged would leave the server running all of them unseen.
import { calling, post } from "./api.js";
import { sameState } from "./cards.js";
import { store, tell } from "./store.js";
import { statementText } from "./statement.js";

const SLOW = 300; // ms of an answer above which levers act on release
const LATE = 3; // answers in a row that must be slow: a busy moment of the machine changes nothing
const QUIET = 250; // ms without a move after which it is asked what the last one changed

let flying = false;
let waiting = null;
let asideWaiting = null;
let quiet = 0; // timer
let late = 0; // slow answers in a row
let settled = ""; // run that the last settled move ended in
export const counts = { sent: 0, painted: 0 };

/** Whether nothing is asked or waits to be. */
export const idle = () => !flying && !waiting && !asideWaiting && !quiet && !calling() && store.vocabulary !== null;

/** The state as the server takes it. */
export function stateBody(state = store.state) {
  const { scenario, levers, steps, assumptions, structure, members, seed, weeks } = state;
  return { scenario, levers, steps, assumptions, structure, members, seed, weeks };
}

export function cardNames() {
  const { vocabulary, state } = store;
  const known = new Set(vocabulary.measures.map((m) => m.name));
  const fits = (name) => typeof name === "string" && known.has(name.split(":")[0]);
  return vocabulary.cards.filter(fits).map((name, place) => (fits(state.cards[place]) ? state.cards[place] : name));
}

export function shownMeasures() {
  const { vocabulary } = store;
  const binding = vocabulary.measures.some((m) => m.name === vocabulary.binding);
  return [...new Set([...cardNames(), ...(binding ? [vocabulary.binding] : [])])];
}

/** What is told in words alone: the headlines, and the exposure on the cards of capability. */
const toldMeasures = () => [...headlines(), ...cardNames().map(exposureOf).filter(Boolean)];

/** The exposure that stands on an actor's capability card, or "" where nothing exposes it. */
export function exposureOf(name) {
  const { vocabulary } = store;
  const [measure, part] = name.split(":");
  const of = vocabulary.measures.find((m) => m.name === vocabulary.exposure);
  return measure === vocabulary.index && of?.parts.some((p) => p.name === part) ? `${of.name}:${part}` : "";
}

export function headlines() {
  const { vocabulary, state } = store;
  const of = vocabulary.scenarios.find((s) => s.name === state.scenario);
  const known = new Map(vocabulary.measures.map((m) => [m.name, m]));
  const asked = (of?.headline ?? [])
    .map((name) => name.replace(/\[(.*)\]$/, ":$1").replace(/\|\w+=/, ":").split(":cumulative")[0])
    .filter((name) => known.has(name.split(":")[0]))
    .map((name) => (name.includes(":") || !known.get(name).dimension || known.get(name).kind !== "flow" ? name : `${name}:total`))
    .filter((name) => name.includes(":") || !known.get(name).dimension);
  return asked.length ? asked : cardNames().slice(0, 3);
}

/** Ask for the bands of the state; `done` also asks what the move changed. */
export function ask({ done = true } = {}) {
  if (store.page !== "explore") return;
  if (!done && !store.live) {
    store.dim = true;
    return tell();
  }
  waiting = { done, began: performance.now() };
  clearTimeout(quiet);
  quiet = 0;
  pump();
}

async function pump() {
  if (flying) return;
  if (waiting) return run(waiting, (waiting = null));
  if (asideWaiting) return run(asideWaiting, (asideWaiting = null));
}

async function run(job) {
  flying = true;
  try {
    await (job.aside ? job.aside() : bands(job));
    if (!job.aside) store.error = "";
  } catch (error) {
    store.error = error.message;
    store.dim = false;
  }
  flying = false;
  tell();
  pump();
}

async function bands(job) {
  const { state } = store;
  const body = { ...stateBody(), measures: shownMeasures(), levels: toldMeasures(), against: state.against, only: state.only, statement: statementText() };
  const known = referenceKey() === store.reference?.key;
  const itself = sameState() && Object.keys(state.only).length === 0;
  if (!known && !itself) await reference();
  const sent = performance.now();
  counts.sent += 1;
  const answer = await post("bands", body);
  const took = performance.now() - sent;
  late = took < SLOW ? 0 : late + 1;
  store.live = late < LATE;
  store.answer = answer;
  // the reference itself is not asked twice
  if (!known && itself) store.reference = { key: referenceKey(state), measures: answer.measures };
  store.painted = { state, took, began: job.began };
  store.dim = waiting !== null && !store.live;
  counts.painted += 1;
  if (!job.done || waiting) return;
  store.settling = true;
  quiet = setTimeout(() => {
    quiet = 0;
    asideWaiting = { aside: moves };
    pump();
  }, QUIET);
}

const referenceKey = (state = store.state) => {
  const { against, members, seed, weeks } = state;
  return JSON.stringify([against, members, seed, weeks, shownMeasures()]);
};

async function reference() {
  const { against, members, seed, weeks } = store.state;
  const key = referenceKey();
  const answer = await post("bands", {
    scenario: against, members, seed, weeks, measures: shownMeasures(),
  });
  store.reference = { key, measures: answer.measures };
}

async function moves() {
  const { state } = store;
  const answer = await post("bands", {
    ...stateBody(), against: state.against, all: true, since: settled,
  });
  store.settling = quiet !== 0;
  if (answer.run === settled) return;
  const first = settled === "" && answer.moves?.changed === 0;
  settled = answer.run;
  // a state of other members has no pairs with the one before it
  store.moves = first || !answer.moves ? null : { ...answer.moves, last: store.lastMoved };
}
