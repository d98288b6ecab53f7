// A sweep opened: a map of two inputs, what moves the outcome, trade-offs, and settings as strands.
import { change, fresh, store } from "./store.js";
import { measureOf, named, leverOf, share, short, t, told } from "./words.js";
import { html, useState } from "./view.js";
import { ask } from "./jobs.js";
import { post } from "./api.js";
import { useAnswer } from "./asking.js";
import { Strands, TradeOff } from "./strands.js";
import { HeatMap, Key } from "./heat.js";

const LISTED = 12;

/** What an outcome is called: a measure, and its part. */
export function outcomeName(name) {
  const [variable, selector] = name.split("|");
  const m = measureOf(variable);
  if (!m) return name;
  const part = selector ? m.parts.find((p) => p.name === selector.split("=")[1]) : null;
  return part ? t("part", { name: named(m), part: named(part) }) : named(m);
}

export function inputName(name, axes) {
  const axis = axes.find((a) => a.name === name);
  if (axis) return told(axis.names);
  const of = leverOf(name) ?? store.vocabulary.structures.find((s) => `structure.${s.name}` === name);
  return of ? named(of) : name;
}

const outcomesOf = (sweep) =>
  sweep.measures.flatMap((m) => m.selectors.map((s) => (s ? `${m.name}|${s}` : m.name)));

async function open(sweep, setting) {
  try {
    const state = await post("sweep", { store: sweep.name, setting });
    store.page = "explore";
    store.lastMoved = null;
    change({ ...fresh(store.vocabulary), cards: store.state.cards, ...state });
    ask();
  } catch (error) {
    store.error = error.message;
    change({});
  }
}

/** Bars of what moves the outcome: its mean at the lowest and at the highest value of each input. */
function Tornado({ found, outcome, factor }) {
  const y = found.outcomes[outcome].median;
  const mean = (fits) => { const v = y.filter((value, i) => value !== null && fits(i)); return v.length ? v.reduce((a, b) => a + b, 0) / v.length : null; };
  const rows = Object.entries(found.inputs).filter(([name, v]) => name !== "row" && typeof v[0] === "number" && new Set(v).size > 1).map(([name, v]) => {
    const known = v.filter((x) => x !== null);
    const [low, high] = [Math.min(...known), Math.max(...known)];
    return { name, low: mean((i) => v[i] === low), high: mean((i) => v[i] === high), from: low, to: high };
  }).filter((r) => r.low !== null && r.high !== null).sort((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low)).slice(0, LISTED);
  if (!rows.length) return html`<p class="soft">${t("no_axes")}</p>`;
  const ends = rows.flatMap((r) => [r.low, r.high]);
  const [a, b] = [Math.min(...ends), Math.max(...ends)];
  const x = (v) => 230 + ((v - a) / (b - a || 1)) * 250;
  return html`<table class="tornado"><caption>${t("tornado_note")}</caption><tbody>${rows.map((r) => html`<tr key=${r.name}><th scope="row">${inputName(r.name, found.axes)}<br /><span class="soft">${short(r.from)} → ${short(r.to)}</span></th>
    <td><svg class="plot" viewBox="225 0 260 16" aria-hidden="true"><line x1="230" x2="480" y1="8" y2="8" class="axis" /><rect x=${Math.min(x(r.low), x(r.high))} y="3" width=${Math.max(2, Math.abs(x(r.high) - x(r.low)))} height="10" class=${r.high >= r.low ? "up" : "down"} /></svg></td>
    <td>${short(r.low * factor)} → ${short(r.high * factor)}</td></tr>`)}</tbody></table>`;
}

function FirstOrder({ found }) {
  const list = found.first_order ?? [];
  if (!list.length) return html`<p class="soft">${t("first_order_none")}</p>`;
  return html`<table class="tornado"><caption>${t("first_order_note")}</caption><tbody>${list.slice(0, LISTED).map((one) => html`<tr key=${one.name}><th scope="row">${inputName(one.name, found.axes)}</th>
    <td><svg class="plot" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true"><rect width=${one.index * 100} height="10" class="sum" /></svg></td><td>${share(one.index)}</td></tr>`)}</tbody></table>`;
}

function Sweep({ sweep }) {
  const outcomes = outcomesOf(sweep);
  const [outcome, setOutcome] = useState(outcomes[0]);
  const [other, setOther] = useState(outcomes[1] ?? outcomes[0]);
  const [limit, setLimit] = useState(null);
  const [brush, setBrush] = useState({});
  const [picked, setPicked] = useState({});
  const found = useAnswer("sweep", { store: sweep.name, outcomes: [...new Set([outcome, other])], ...(limit === null ? {} : { threshold: limit }) });
  const of = found?.outcomes?.[outcome];
  if (!of) return html`<p class="loading" role="status">${t("loading_page")}</p>`;
  const factor = measureOf(outcome.split("|")[0])?.shown.factor ?? 1;
  const unit = told(measureOf(outcome.split("|")[0])?.shown.units);
  const known = of.median.filter((v) => v !== null);
  const ends = [Math.min(...of.low.filter((v) => v !== null)), Math.max(...of.high.filter((v) => v !== null))];
  const inside = of.median.map((_, i) => Object.entries(brush).every(([name, [low, high]]) => {
    const v = name in found.inputs ? found.inputs[name][i] : found.outcomes[name]?.median[i];
    return v === undefined || (v !== null && v >= low && v <= high);
  }));
  const select = (value, set, label) => html`<label class="field"><span>${label}</span><select value=${value} onChange=${(e) => set(e.target.value)}>${outcomes.map((o) => html`<option value=${o} selected=${o === value}>${outcomeName(o)}</option>`)}</select></label>`;
  const shares = limit !== null && found.share;
  return html`<section class="panel"><div class="row">${select(outcome, (v) => { setOutcome(v); setLimit(null); setBrush({}); }, t("outcome"))}
      <label class="field grow"><span>${t("threshold")} <b>${limit === null ? t("threshold_off") : `${short(limit * factor)} ${unit}`}</b></span>
        <input type="range" min=${ends[0]} max=${ends[1]} step=${(ends[1] - ends[0]) / 100 || 1} value=${limit ?? ends[0]} onInput=${(e) => setLimit(Number(e.target.value))} /></label>
      <button disabled=${limit === null} onClick=${() => setLimit(null)}>${t("reset")}</button></div>
      <${HeatMap} found=${found} values=${shares || of.median} scale=${shares ? [0, 1] : [Math.min(...known), Math.max(...known)]} inside=${inside} picked=${picked} pick=${setPicked}
        words=${(v) => (shares ? share(v) : short(v * factor))} open=${(i) => open(sweep, i)} label=${`${outcomeName(outcome)}${shares ? "" : `, ${unit}`}`} />
      <${Key} scale=${shares ? [0, 1] : [Math.min(...known), Math.max(...known)]} words=${(v) => (shares ? share(v) : `${short(v * factor)}`)} label=${shares ? t("share_above", { limit: `${short(limit * factor)} ${unit}` }) : t("map_median", { name: outcomeName(outcome), unit })} /></section>
    <div class="wide"><section class="panel"><h2>${t("tornado")}</h2><${Tornado} found=${found} outcome=${outcome} factor=${factor} /></section>
      <section class="panel"><h2>${t("first_order")}</h2><${FirstOrder} found=${found} /></section></div>
    <div class="wide"><section class="panel"><h2>${t("trade_off")}</h2>${select(other, setOther, t("other_outcome"))}
        ${found.outcomes[other] && html`<${TradeOff} found=${found} x=${other} y=${outcome} inside=${inside} open=${(i) => open(sweep, i)} />`}</section>
      <section class="panel"><h2>${t("strands")}</h2><${Strands} found=${found} outcomes=${[...new Set([other, outcome])].filter((o) => found.outcomes[o])} brush=${brush} setBrush=${setBrush} inside=${inside} /></section></div>`;
}

export function Page() {
  const found = useAnswer("sweeps", false);
  const [name, setName] = useState("");
  if (!found) return html`<div class="page"><h1>${t("page_sweeps")}</h1><p class="loading" role="status">${t("loading_page")}</p></div>`;
  const fine = found.sweeps.filter((s) => !s.error);
  const wrong = found.sweeps.filter((s) => s.error);
  const sweep = fine.find((s) => s.name === name) ?? fine[0];
  return html`<div class="page"><h1>${t("page_sweeps")}</h1>
    ${wrong.map((s) => html`<p class="notice error"><code>${s.name}</code> <span lang="en">${s.error}</span></p>`)}
    ${!sweep ? html`<section class="panel"><p>${t("no_sweeps")}</p><p><code>sim sweep reference.toml --out results/reference</code></p><p><code>sim explore --stores results</code></p></section>`
      : html`<section class="panel"><label class="field"><span>${t("sweep")}</span><select value=${sweep.name} onChange=${(e) => setName(e.target.value)}>${fine.map((s) => html`<option lang="en" value=${s.name} selected=${s === sweep}>${s.name}</option>`)}</select></label>
        <p><b lang="en">${sweep.title}</b></p><p class="soft">${t("sweep_of", { policies: sweep.policies, members: sweep.members, weeks: sweep.weeks, seed: sweep.seed })}</p></section>
        <${Sweep} sweep=${sweep} key=${sweep.name} />`}</div>`;
}
