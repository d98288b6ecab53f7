// One card: a measure in bands, what it is in words, its difference, and a table behind a key.
import { Chart, cutWeek, scaled } from "./chart.js";
import { change, store } from "./store.js";
import { cardName, dayWords, measureOf, named, seconds, short, t, told } from "./words.js";
import { Kept, html, useEffect, useInSight, useLayoutEffect, useMemo, useRef, useState } from "./view.js";
import { ask, exposureOf } from "./jobs.js";
import { Numbers } from "./figure.js";
import { Mark } from "./marks.js";

export const partOf = (answer, name) => {
  const [measure, part] = name.split(":");
  const found = answer?.measures?.[name] ?? answer?.measures?.[measure];
  return found?.parts?.find((p) => p.part === (part ?? "")) ?? null;
};

export function Bands({ bands, ghost, label, height = "", marks = [] }) {
  const box = useRef(null);
  const chart = useRef(null);
  const [week, setWeek] = useState(null);
  useEffect(() => {
    chart.current = new Chart(box.current, { onWeek: setWeek });
    return () => chart.current.end();
  }, []);
  useLayoutEffect(() => {
    if (!chart.current) return;
    chart.current.held = store.held;
    chart.current.show(bands, ghost, marks);
  });
  useEffect(() => chart.current.show(bands, ghost, marks), []);
  const rows = bands ?? ghost;
  const at = week !== null && rows && week < rows[0].length ? week : null;
  return html`<div class="chart-frame">
    <div class=${`chart ${height}`} ref=${box} role="img" aria-label=${label}></div>
    <p class="hover" aria-hidden="true">${at === null ? "" : html`<b>${dayWords(at)}</b> ${short(rows[0][at])} – ${short(rows[4][at])} · ${short(rows[2][at])}`}</p>
  </div>`;
}

/** Values at the last week of each year and at the end. */
export function rowsOf(bands) {
  const out = [];
  const last = bands[0].length - 1;
  for (let i = 0; i <= last; i++) {
    const year = (w) => new Date(seconds(w) * 1000).getUTCFullYear();
    if (i === last || year(i) !== year(i + 1)) out.push([i, bands.map((row) => row[i])]);
  }
  return out;
}

const LEVELS = ["5 %", "25 %", "50 %", "75 %", "95 %"];

/** The table of bands: year by year, the reference beside them. */
export function numbersOf(bands, ghost, caption, beside = t("reference_short")) {
  return {
    caption,
    head: [t("date"), ...LEVELS, ...(ghost ? [`${beside} 5–95 %`] : [])],
    rows: rowsOf(bands).map(([i, values]) => [dayWords(i), ...values.map((v) => short(v)), ...(ghost ? [`${short(ghost[0][i])} – ${short(ghost[4][i])}`] : [])]),
  };
}

export function choices(kinds) {
  const out = [];
  for (const m of store.vocabulary.measures) {
    if (m.kind === "state" || !m.people || (kinds && !kinds(m))) continue;
    if (!m.dimension) out.push(m.name);
    for (const part of m.parts) out.push(`${m.name}:${part.name}`);
    if (m.kind === "flow" && m.dimension) out.push(`${m.name}:total`);
  }
  return out;
}

/** All measures to choose from; hundreds of options, so they are made again only for another value. */
export function MeasurePicker({ value, pick, label }) {
  const picked = useRef(pick);
  picked.current = pick;
  return useMemo(() => html`<select class="quiet" aria-label=${label} value=${value}
    onChange=${(e) => picked.current(e.target.value)}>
    ${choices().map((name) => html`<option value=${name} selected=${name === value}>${cardName(name)}</option>`)}
  </select>`, [value, label, store.lang]);
}

/** What a table of a measure is headed with: its name and unit. */
export function captionOf(name) {
  const unit = told(measureOf(name).shown.units);
  return `${cardName(name)}${unit ? `${t("comma")}${unit}` : ""}`;
}

export function swap(place, name) {
  change({ cards: { ...store.state.cards, [place]: name } });
  ask();
}

/** A card, made again when one of the values changes that it is made on. */
export function Card({ name, place, on }) {
  const box = useRef(null);
  const values = useInSight(box, on, store.held);
  return html`<article class=${`card ${store.dim ? "dim" : ""}`} id=${`card-${place}`} tabindex="-1" ref=${box}>
    <${Kept} on=${[...values, name]}><${Face} name=${name} place=${place} /><//></article>`;
}

function Face({ name, place }) {
  const [table, setTable] = useState(false);
  const m = measureOf(name);
  const found = partOf(store.answer, name);
  const factor = m.shown.factor;
  const bands = scaled(found?.bands ?? null, factor);
  const ghost = scaled(partOf(store.reference, name)?.bands ?? null, factor);
  const same = ghost && bands && bands[0].length === ghost[0].length ? ghost : null;
  const difference = found?.difference;
  const words = difference && difference.verdict !== undefined ? told(difference.cell) : "";
  const marks = [cutWeek()];
  const verdict = difference?.verdict ?? "";
  return html`<${Kept} on=${[name, table, store.lang]}><header>
      <${MeasurePicker} value=${name} pick=${(n) => swap(place, n)} label=${`${t("swap")}${t("colon")}${cardName(name)}`} />
      <button class="key" aria-pressed=${table} aria-label=${`${t("table")}${t("colon")}${cardName(name)}`}
        title=${t("table")} onClick=${() => setTable(!table)}>▤</button>
      <${Mark} measure=${m} />
    </header>
    <h3 class="visually-hidden">${cardName(name)}</h3><//>
    ${store.answer && !store.answer.enough && html`<p class="warn">${t("too_few", { count: store.answer.counted })}</p>`}
    ${table && bands
      ? html`<${Numbers} ...${numbersOf(bands, same, captionOf(name))} />`
      : html`<${Bands} bands=${bands} ghost=${same} marks=${marks}
          label=${found?.said ? told(found.said) : cardName(name)} />`}
    ${m.targets > 0 && html`<span class="held-badge" title=${t("held", { count: m.targets })}>${t(m.targets === 1 ? "held_badge_one" : "held_badge", { count: m.targets })}</span>`}
    ${found?.level && html`<p class="level"><span class="band">${told(found.level.told).band}</span>
      <span class="median">${t("median")} ${told(found.level.told).median}</span>
      <span class="when">${dayWords(store.answer.week + (m.time === "week_bound" ? 1 : 0))}</span></p>`}
    <p class=${`difference ${verdict}`}>${sameState() ? t("is_reference") : words}</p>
    ${exposureOf(name) && html`<${Exposure} of=${partOf(store.answer, exposureOf(name))} />`}`;
}

/** How exposed the actor of a capability card is: a number of its own, on no axis of another one. */
function Exposure({ of }) {
  if (!of?.level) return null;
  const gap = of.difference;
  return html`<p class="exposure">${t("exposure")} <b>${told(of.level.told).band}</b>
    ${gap && !sameState() && html` <span class=${`difference ${gap.verdict}`}>${told(gap.cell)}</span>`}</p>`;
}

export function sameState(state = store.state) {
  const { scenario, against, levers, steps, assumptions, structure } = state;
  const moved = [levers, assumptions, structure].some((x) => Object.keys(x).length) || steps.length;
  return scenario === against && !moved;
}
