// What the outcome rests on: every assumption by what it carries; narrow one, and members are kept or left out.
import { change, store } from "./store.js";
import { cardName, measureOf, named, short, t, told } from "./words.js";
import { html, useState } from "./view.js";
import { cardNames, stateBody } from "./jobs.js";
import { Bands, MeasurePicker, captionOf, numbersOf, partOf } from "./cards.js";
import { Figure } from "./figure.js";
import { cutWeek, scaled } from "./chart.js";
import { useAnswer } from "./asking.js";
import { Mark } from "./marks.js";
import { axis } from "./axis.js";

const SLICE = 0.1; // part of the range that stands for one value
const LISTED = 60;

/** An assumption's name; where the language has none, its key, set as code. */
const title = (one) => (named(one) === one.key ? html`<code>${one.key}</code>` : named(one));

const ends = (one) => store.state.only[one.key] ?? [one.low, one.high];

function narrow(one, low, high, done = true) {
  const only = { ...store.state.only };
  if (low <= one.low && high >= one.high) delete only[one.key];
  else only[one.key] = [low, high];
  change({ only }, { done });
}

function Row({ one, chosen, choose }) {
  const size = Math.abs(one.rank);
  const narrowed = one.key in store.state.only;
  return html`<li class=${chosen ? "chosen" : ""}>
    <button class="assumption" aria-pressed=${chosen} onClick=${() => choose(one.key)}>
      <span>${title(one)}${narrowed ? html` <b class="count">${t("narrowed_short")}</b>` : ""}</span>
      <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true"><rect width=${size * 100} height="8" class=${one.load > 0 ? "carries" : "idle"} /></svg>
      <span class="soft">${one.differs ? t("carries", { rank: `${one.rank < 0 ? "−" : "+"}${size.toFixed(2)}` }) : t("same_in_all")} · ${t(`grade_${one.confidence}`)}</span>
    </button><${Mark} assumption=${one} /></li>`;
}

function Scatter({ one, outcome }) {
  const found = useAnswer("scatter", one.differs ? { ...stateBody(), measures: [outcome], assumption: one.key, only: store.state.only } : null);
  if (!one.differs) return html`<p class="soft">${t("same_in_all")}</p>`;
  if (!found) return html`<p class="soft">${t("loading_page")}</p>`;
  const m = measureOf(outcome).shown;
  const [x, y] = [axis(found.x, 70, 440), axis(found.y.map((v) => v * m.factor), 230, -210)];
  const count = found.inside.filter(Boolean).length;
  const label = t("scatter_label", { x: named(one), y: cardName(outcome), count, from: short(x.low), to: short(x.high), low: short(y.low), high: short(y.high) });
  const numbers = () => ({ caption: label, head: [t("member"), named(one), captionOf(outcome), t("counts")], rows: found.x.map((v, i) => [i, short(v, 4), short(found.y[i] * m.factor), t(found.inside[i] ? "yes" : "no")]) });
  return html`<${Figure} name=${t("scatter")} numbers=${numbers}><svg class="plot" viewBox="0 0 540 272" role="img" aria-label=${label}>
    <path d="M70 15V235H515" class="axis" fill="none" />
    ${found.x.map((v, i) => html`<circle cx=${x.at(v)} cy=${y.at(found.y[i] * m.factor)} r="3" class=${found.inside[i] ? "dot-in" : "dot-out"} />`)}
    ${x.ticks.map((v) => html`<text x=${x.at(v)} y="250" text-anchor="middle">${short(v)}</text>`)}${y.ticks.map((v) => html`<text x="64" y=${y.at(v) + 4} text-anchor="end">${short(v)}</text>`)}
    <text x="290" y="268" text-anchor="middle" class="strong">${named(one)}</text></svg><//>
    <p class="soft">${captionOf(outcome)}${t("stop")}${t("scatter_note")}</p>`;
}

function Range({ one }) {
  const [low, high] = ends(one);
  const step = (one.high - one.low) / 100;
  const slide = (which) => (e) => {
    const v = Number(e.target.value);
    const done = e.type === "change";
    return which ? narrow(one, Math.min(low, v), v, done) : narrow(one, v, Math.max(high, v), done);
  };
  const fix = (e) => {
    e.preventDefault();
    const v = Number(new FormData(e.target).get("value"));
    if (!Number.isFinite(v)) return;
    const half = ((one.high - one.low) * SLICE) / 2;
    narrow(one, Math.max(one.low, v - half), Math.min(one.high, v + half));
  };
  const bar = (which, v) => html`<label class="field"><span>${t(which ? "highest" : "lowest")} <b>${short(v, 4)}</b></span>
    <input type="range" min=${one.low} max=${one.high} step=${step} value=${v} onInput=${slide(which)} onChange=${slide(which)} /></label>`;
  return html`<div class="row ranges">${bar(0, low)}${bar(1, high)}</div>
    <form class="row" onSubmit=${fix}><label class="field"><span>${t("fix_near")}</span><input type="number" name="value" step="any" value=${Number(one.central.toPrecision(4))} /></label>
      <button>${t("fix")}</button>
      <button type="button" disabled=${!(one.key in store.state.only)} onClick=${() => narrow(one, one.low, one.high)}>${t("reset")}</button></form>`;
}

function Outcome({ name }) {
  const base = { ...stateBody(), measures: [name] };
  const whole = useAnswer("bands", base);
  const mine = useAnswer("bands", { ...base, only: store.state.only });
  const factor = measureOf(name).shown.factor;
  const found = partOf(mine, name);
  const bands = scaled(found?.bands ?? null, factor);
  const ghost = scaled(partOf(whole, name)?.bands ?? null, factor);
  return html`<section class="panel"><h2>${cardName(name)}</h2>
    ${mine && html`<p>${t("effective", { counted: mine.counted, members: mine.members })}</p>`}
    ${mine && !mine.enough && html`<p class="warn">${t("too_few", { count: mine.counted })}</p>`}
    <${Figure} name=${cardName(name)} numbers=${() => numbersOf(bands ?? [[], [], [], [], []], ghost, captionOf(name), t("all_members"))}>
    <${Bands} bands=${bands} ghost=${ghost} marks=${[cutWeek()]} label=${found?.said ? told(found.said) : cardName(name)} height="tall" /><//>
    ${found?.said && html`<p>${told(found.said)}${t("full_stop")}</p>`}
    <p class="soft">${t("reweighted")}</p></section>`;
}

export function Page() {
  const [outcome, setOutcome] = useState(cardNames()[1] ?? cardNames()[0]);
  const [key, setKey] = useState(null);
  const [search, setSearch] = useState("");
  const [more, setMore] = useState(false);
  const found = useAnswer("assumptions", { ...stateBody(), measures: [outcome] });
  const list = found?.assumptions ?? [];
  const wanted = search.trim().toLowerCase();
  const fits = list.filter((one) => !wanted || `${named(one)} ${one.key}`.toLowerCase().includes(wanted));
  const one = list.find((o) => o.key === key) ?? fits[0] ?? list[0];
  return html`<div class="page"><h1>${t("page_assumptions")}</h1>
    <div class="wide narrow-first"><section class="panel">
      <label class="field"><span>${t("outcome")}</span><${MeasurePicker} value=${outcome} pick=${setOutcome} label=${t("outcome")} /></label>
      <input type="search" id="search" placeholder=${t("search_assumptions")} aria-label=${t("search_assumptions")} value=${search} onInput=${(e) => setSearch(e.target.value)} />
      <p class="soft">${t("carries_note", { floor: found?.floor ?? "–" })}</p>
      ${!found && html`<p class="soft" role="status">${t("loading_page")}</p>`}
      <ul class="assumptions">${fits.slice(0, more ? undefined : LISTED).map((o) => html`<${Row} one=${o} key=${o.key} chosen=${o === one} choose=${setKey} />`)}</ul>
      ${!more && fits.length > LISTED && html`<button onClick=${() => setMore(true)}>${t("show_all", { count: fits.length })}</button>`}
    </section><div>
      ${one && html`<section class="panel"><h2>${title(one)}</h2><p class="soft">${named(one) !== one.key && html`<code>${one.key}</code> `}${t("range")} ${short(one.low, 4)} – ${short(one.high, 4)} ${told(one.units)}</p>
        <${Range} one=${one} key=${one.key} /><${Scatter} one=${one} outcome=${outcome} key=${`s${one.key}`} /></section>`}
      <${Outcome} name=${outcome} /></div></div></div>`;
}
