// Dated steps as marks on a line of time: drag them, or move them with the arrow keys.
import { change, store } from "./store.js";
import { dateOf, dayWords, leverOf, named, short, t, weekOf } from "./words.js";
import { html, useMemo, useRef, useState } from "./view.js";
import { ask } from "./jobs.js";
import { restingValue, setLever } from "./levers.js";
import { cutWeek } from "./chart.js";

function moveStep(step, week, done) {
  const last = store.state.weeks - 1;
  const date = dateOf(Math.min(last, Math.max(0, week)));
  const steps = store.state.steps.map((s) => (s === step ? { ...s, date } : s));
  store.lastMoved = step.lever;
  change({ steps }, { done });
  ask({ done });
  return steps[store.state.steps.indexOf(step)];
}

function Handle({ step, line }) {
  const [held, setHeld] = useState(null);
  const week = weekOf(step.date);
  const lever = leverOf(step.lever);
  const at = `${(week / store.state.weeks) * 100}%`;
  const place = (e) => {
    const box = line.current.getBoundingClientRect();
    return Math.round(((e.clientX - box.left) / box.width) * store.state.weeks);
  };
  const keys = (e) => {
    const by = { ArrowLeft: -1, ArrowRight: 1, ArrowDown: -1, ArrowUp: 1, PageDown: -13, PageUp: 13 }[e.key];
    if (by) moveStep(step, week + by, true);
    else if (e.key === "Delete" || e.key === "Backspace") drop(step);
    else return;
    e.preventDefault();
  };
  const dot = useRef(null);
  if (dot.current) dot.current.style.left = at;
  return html`<button class="handle" role="slider" aria-label=${t("step_of", { name: named(lever) })}
    ref=${(el) => { dot.current = el; if (el) el.style.left = at; }}
    aria-valuemin="0" aria-valuemax=${store.state.weeks - 1} aria-valuenow=${week}
    aria-valuetext=${`${dayWords(week)}${t("colon")}${step.value}`} title=${`${named(lever)} ${step.value}, ${dayWords(week)}`}
    onKeyDown=${keys}
    onPointerDown=${(e) => { e.target.setPointerCapture(e.pointerId); setHeld(step); }}
    onPointerMove=${(e) => held && (store.held = true, moveStep(step, place(e), false))}
    onPointerUp=${(e) => { if (held) { setHeld(null); store.held = false; moveStep(step, place(e), true); } }}></button>`;
}

function drop(step) {
  store.lastMoved = step.lever;
  change({ steps: store.state.steps.filter((s) => s !== step) });
  ask();
}

/** Every year that begins within so many weeks, with the week of its first day. */
export function yearsOf(weeks) {
  const out = [];
  for (let y = 2024; weekOf(`${y}-01-01`) < weeks; y++) out.push([y, weekOf(`${y}-01-01`)]);
  return out;
}

export function Timeline() {
  const line = useRef(null);
  const { steps, weeks } = store.state;
  const options = useMemo(() => store.vocabulary.levers.filter((l) => l.low !== undefined)
    .map((l) => html`<option value=${l.name}>${named(l)}</option>`), [store.lang]);
  const add = (e) => {
    const lever = leverOf(e.target.value);
    e.target.value = "";
    if (!lever) return;
    const rest = restingValue(lever).value;
    const value = rest < lever.high ? lever.high : lever.low;
    const start = Math.min(weeks - 1, cutWeek() + 26);
    setLever(lever.name, value, dateOf(start), { done: true });
  };
  const put = (week) => (el) => el && (el.style.left = `${(week / weeks) * 100}%`);
  return html`<section class="timeline" aria-label=${t("steps")}>
    <div class="bar"><h2>${t("steps")}</h2>
      <select aria-label=${t("add_step")} onChange=${add}>
        <option value="">${t("add_step")}</option>${options}</select></div>
    <div class="line" ref=${line}>
      ${yearsOf(weeks).map(([y, week]) => html`<span class="year" ref=${put(week)}>${y}</span>`)}
      <span class="cut" ref=${put(cutWeek())} title=${t("cut_off")}></span>
      ${steps.map((step, i) => html`<${Handle} step=${step} line=${line} key=${`${step.lever}${i}`} />`)}
    </div>
    ${steps.length > 0 && html`<ul class="steps">${steps.map((step) => html`<li>
      <span>${dayWords(weekOf(step.date))}${t("colon")}${named(leverOf(step.lever))}</span> <b>${typeof step.value === "number" ? short(step.value, 4) : t(`regime_${step.value}`)}</b> <button class="link" onClick=${() => drop(step)} aria-label=${`${t("remove")}${t("colon")}${named(leverOf(step.lever))}`}>${t("remove")}</button></li>`)}</ul>`}
  </section>`;
}
