// The left side: who holds which lever, each with its range, default mark, date and reset.
import { change, store, tell } from "./store.js";
import { dateOf, dayWords, leverOf, named, scenarioOf, short, t, told, weekOf } from "./words.js";
import { Kept, html, useMemo, useState } from "./view.js";
import { ask } from "./jobs.js";
import { Mark } from "./marks.js";

const OURS = "coalition";

/** What a lever has where nobody moves it: the scenario's value, else what the model takes. */
export function restingValue(lever, scenario = store.state.scenario) {
  const steps = scenarioOf(scenario)?.levers[lever.name];
  if (steps) return { value: steps.at(-1)[1], known: true };
  if (lever.pure !== undefined && lever.pure !== null) return { value: lever.pure, known: true };
  if (lever.central !== undefined) return { value: clamp(lever, lever.central), known: false };
  return { value: (lever.low + lever.high) / 2, known: false };
}

const clamp = (lever, value) => Math.min(lever.high, Math.max(lever.low, value));

/** Where a lever was moved to, and from which day on; null where it was not. */
export function movedTo(name) {
  const { levers, steps } = store.state;
  if (name in levers) return { value: levers[name], from: null };
  const mine = steps.filter((s) => s.lever === name);
  return mine.length === 1 ? { value: mine[0].value, from: mine[0].date } : mine.length ? { value: mine.at(-1).value, from: mine.at(-1).date } : null;
}

/** Set a lever; from the first week on, or as a dated step. */
export function setLever(name, value, from, options) {
  const { levers, steps } = store.state;
  const rest = { ...levers };
  let dated = steps;
  if (from === null || from === undefined) {
    rest[name] = value;
    dated = steps.filter((s) => s.lever !== name);
  } else {
    delete rest[name];
    const others = steps.filter((s) => s.lever !== name || s.date !== from);
    dated = [...others, { date: from, lever: name, value }].sort((a, b) => (a.date < b.date ? -1 : 1));
  }
  store.lastMoved = name;
  change({ levers: rest, steps: dated }, options);
  ask(options);
}

export function resetLever(name) {
  const levers = { ...store.state.levers };
  delete levers[name];
  store.lastMoved = name;
  change({ levers, steps: store.state.steps.filter((s) => s.lever !== name) });
  ask();
}

function Slider({ lever, moved }) {
  const rest = restingValue(lever);
  const value = moved ? moved.value : rest.value;
  const step = stepOf(lever);
  const set = (e, done) => {
    store.held = !done;
    setLever(lever.name, Number(e.target.value), moved?.from ?? null, { done });
  };
  const mark = `${((rest.value - lever.low) / (lever.high - lever.low)) * 100}`;
  return html`<div class="slide">
    <input type="range" id=${`lever-${lever.name}`} min=${lever.low} max=${lever.high} step=${step}
      value=${value} aria-label=${named(lever)} aria-valuetext=${valueText(lever, moved, rest)}
      onInput=${(e) => set(e, false)} onChange=${(e) => set(e, true)} />
    <svg class="default" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
      <line x1=${mark} x2=${mark} y1="0" y2="4" vector-effect="non-scaling-stroke" /></svg>
    <p class="ends" aria-hidden="true"><span>${short(lever.low, 4)}</span><span>${short(lever.high, 4)}</span></p>
  </div>`;
}

function stepOf(lever) {
  const wide = (lever.high - lever.low) / 100;
  const ten = 10 ** Math.floor(Math.log10(wide));
  return [1, 2, 5, 10].map((n) => n * ten).findLast((n) => n <= wide * 1.0001) ?? ten;
}

export function valueText(lever, moved, rest = restingValue(lever)) {
  const unit = told(lever.units);
  if (!moved && !rest.known) return t("varies");
  const value = moved ? moved.value : rest.value;
  return `${short(value, 4)}${lever.unit === "1" ? "" : ` ${unit}`}`;
}

function Options({ lever, moved }) {
  const pick = (e) => (e.target.value ? setLever(lever.name, e.target.value, moved?.from ?? null, { done: true }) : resetLever(lever.name));
  return html`<select id=${`lever-${lever.name}`} aria-label=${named(lever)} value=${moved?.value ?? ""} onChange=${pick}>
    <option value="">${t("as_scenario")}</option>
    ${lever.options.map((o) => html`<option value=${o}>${t(`regime_${o}`)}</option>`)}</select>`;
}

function Day({ lever, moved }) {
  const pick = (e) => (e.target.value ? setLever(lever.name, e.target.value, null, { done: true }) : resetLever(lever.name));
  return html`<input type="date" id=${`lever-${lever.name}`} aria-label=${named(lever)} value=${moved?.value === "never" ? "" : moved?.value ?? ""}
    min=${store.vocabulary.start} max=${dateOf(store.state.weeks)} onChange=${pick} />`;
}

function Lever({ lever }) {
  const moved = movedTo(lever.name);
  const kind = lever.options ? Options : lever.low === undefined ? Day : Slider;
  const text = lever.low === undefined ? (lever.options || !moved ? "" : moved.value) : valueText(lever, moved);
  const date = (e) => {
    const day = e.target.value;
    const steps = store.state.steps.filter((s) => s.lever !== lever.name);
    const levers = { ...store.state.levers };
    delete levers[lever.name];
    store.state = { ...store.state, steps, levers };
    setLever(lever.name, moved.value, day && day > store.vocabulary.start ? day : null, { done: true });
  };
  return html`<div class=${`lever ${moved ? "moved" : ""}`} data-lever=${lever.name}>
    <div class="name"><label for=${`lever-${lever.name}`}>${named(lever)}</label>
      <output>${text}</output><${Mark} lever=${lever} /></div>
    <${kind} lever=${lever} moved=${moved} />
    ${moved && html`<div class="more">
      ${lever.unit !== "date" && html`<label class="from">${t("from")} <input type="date" value=${moved.from ?? store.vocabulary.start}
        min=${store.vocabulary.start} max=${dateOf(store.state.weeks - 1)} onChange=${date} /></label>`}
      <button class="link" onClick=${() => resetLever(lever.name)} aria-label=${`${t("reset")}${t("colon")}${named(lever)}`}>${t("reset")}</button>
    </div>`}
  </div>`;
}

function Group({ holder, list }) {
  const ours = holder === OURS;
  const count = list.filter((l) => movedTo(l.name)).length;
  const [open, setOpen] = useState(ours);
  const { state, lang } = store;
  const one = (lever) => {
    const { value, from } = movedTo(lever.name) ?? {};
    return html`<${Kept} on=${[value, from, state.scenario, state.weeks, lang]} key=${lever.name}><${Lever} lever=${lever} /><//>`;
  };
  return html`<details class="group" open=${open || store.search} onToggle=${(e) => setOpen(e.target.open)}>
    <summary><b>${t(`holder_${holder}`)}</b>
      ${!ours && html`<span class="not-ours">${t("not_ours")}</span>`}
      ${count > 0 && html`<span class="count">${count}</span>`}</summary>
    ${list.map(one)}
  </details>`;
}

/** All levers; an answer that arrives changes none of them. */
export function Levers() {
  const { state, lang, search } = store;
  const key = [state.levers, state.steps, state.scenario, state.weeks, lang, search];
  return useMemo(() => html`<${Held} />`, key);
}

function Held() {
  const wanted = (store.search ?? "").trim().toLowerCase();
  const fits = (lever) => !wanted || `${named(lever)} ${lever.name}`.toLowerCase().includes(wanted);
  const groups = new Map();
  for (const lever of store.vocabulary.levers.filter(fits)) {
    groups.set(lever.set_by, [...(groups.get(lever.set_by) ?? []), lever]);
  }
  const order = [...groups.keys()].sort((a, b) => (b === OURS) - (a === OURS));
  return html`<div class="levers">
    <input type="search" id="search" placeholder=${t("search")} aria-label=${t("search")}
      value=${store.search ?? ""} onInput=${(e) => { store.search = e.target.value; tell(); }} />
    ${order.map((holder) => html`<${Group} holder=${holder} list=${groups.get(holder)} key=${holder} />`)}
  </div>`;
}

export function Structures() {
  const { structure, scenario } = store.state;
  const base = scenarioOf(scenario)?.structure ?? {};
  const pick = (name, option) => {
    const next = { ...structure };
    if (option === null) delete next[name];
    else next[name] = option;
    store.lastMoved = null;
    change({ structure: next });
    ask();
  };
  return html`<details class="group"><summary><b>${t("structures")}</b>
    ${Object.keys(structure).length > 0 && html`<span class="count">${Object.keys(structure).length}</span>`}</summary>
    ${store.vocabulary.structures.map((s) => {
      const now = structure[s.name] ?? (base[s.name]?.length > 1 ? "sampled" : base[s.name]?.[0]);
      const options = [...s.options, { name: "sampled", names: { en: t("sampled"), zh: t("sampled") } }];
      return html`<fieldset key=${s.name} class="choice"><legend>${named(s)}</legend>
        ${options.map((o) => html`<label class=${now === o.name ? "on" : ""}><input type="radio" name=${`structure-${s.name}`}
          checked=${now === o.name} onChange=${() => pick(s.name, o.name)} /> ${named(o)}</label>`)}
        ${s.name in structure && html`<button class="link" onClick=${() => pick(s.name, null)}>${t("reset")}</button>`}
      </fieldset>`;
    })}</details>`;
}

export { dayWords, leverOf, weekOf };
