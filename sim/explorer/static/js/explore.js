// The page where levers are moved: levers left; the answer, what changed, and the cards right.
import { change, store } from "./store.js";
import { cardName, dayWords, leverOf, named, scenarioOf, share, t, titleOf, told, weekOf } from "./words.js";
import { Kept, html, useMemo, useState } from "./view.js";
import { ask, cardNames, headlines } from "./jobs.js";
import { Card, partOf, rowsOf, sameState, swap } from "./cards.js";
import { Figure } from "./figure.js";
import { Levers, Structures, movedTo, restingValue } from "./levers.js";
import { Statement } from "./statement.js";
import { Timeline, yearsOf } from "./timeline.js";

export function pick(patch) {
  store.lastMoved = null;
  change(patch);
  ask();
}

export function ScenarioPicker({ value, label, set }) {
  return useMemo(() => html`<label class="field"><span>${label}</span>
    <select value=${value} onChange=${(e) => set(e.target.value)}>
      ${store.vocabulary.scenarios.map((s) => html`<option value=${s.name} selected=${s.name === value}>${told(s.titles)}</option>`)}
    </select></label>`, [value, store.lang]);
}

function Ensemble() {
  const { members, weeks, seed } = store.state;
  const number = (name, list) => html`<label class="field"><span>${t(name)}</span>
    <select value=${store.state[name]} onChange=${(e) => pick({ [name]: Number(e.target.value) })}>
      ${[...new Set([...list, store.state[name]])].sort((a, b) => a - b).map((n) => html`<option value=${n} selected=${n === store.state[name]}>${name === "weeks" ? `${n} (${dayWords(n)})` : n}</option>`)}</select></label>`;
  return html`<details class="group"><summary><b>${t("ensemble")}</b> <span class="soft">${t("ensemble_now", { members, seed })}</span></summary>
    ${number("members", [50, 100, 200, 500, 1000, 2000])}
    ${number("weeks", [104, 156, 260, 400, 520].filter((w) => w <= store.vocabulary.limits.weeks))}
    <label class="field"><span>${t("seed")}</span><input type="number" min="0" max="99999" value=${seed}
      onChange=${(e) => pick({ seed: Math.max(0, Math.trunc(Number(e.target.value) || 0)) })} /></label>
  </details>`;
}

function resetAll() {
  pick({ levers: {}, steps: [], structure: {}, assumptions: {}, only: {} });
}

export function Left() {
  const { state } = store;
  const [open, setOpen] = useState(false);
  const counted = Object.keys(state.levers).length + state.steps.length + Object.keys(state.structure).length;
  return html`<aside class=${`left ${open ? "open" : ""}`} aria-label=${t("levers")}>
    <button class="sheet-key" aria-expanded=${open} onClick=${() => setOpen(!open)}>
      ${t("levers")}${counted ? ` (${counted})` : ""}</button>
    <div class="sheet">
      <${ScenarioPicker} value=${state.scenario} label=${t("scenario")} set=${(scenario) => pick({ scenario })} />
      <${ScenarioPicker} value=${state.against} label=${t("reference")} set=${(against) => pick({ against })} />
      <button class="reset-all" disabled=${counted + Object.keys(state.assumptions).length + Object.keys(state.only).length === 0} onClick=${resetAll}>${t("reset_all")}</button>
      <${Levers} />
      <${Kept} on=${[state.structure, state.scenario, store.lang]}><${Structures} /><//>
      <${Kept} on=${[state.members, state.weeks, state.seed, store.lang]}><${Ensemble} /><//>
    </div>
  </aside>`;
}

/** Why a lever that was moved changed nothing, in words. */
function reason(name) {
  const lever = leverOf(name);
  const moved = movedTo(name);
  const rest = restingValue(lever);
  if (!moved) return t("dead_back");
  if (moved.from && weekOf(moved.from) >= store.state.weeks) return t("dead_late");
  if (rest.known && moved.value === rest.value) return t("dead_same");
  const needs = store.vocabulary.needs?.[name];
  if (needs) {
    const other = leverOf(needs.lever);
    const has = movedTo(needs.lever) ?? restingValue(other);
    if (!(has.value > needs.above)) return t("dead_needs", { other: named(other) });
  }
  return t("dead_idle", { members: store.state.members });
}

function Moves() {
  const { moves } = store;
  if (store.settling && store.lastMoved) {
    return html`<section class="moves dim" id="moves"><h2>${t("moves_by", { name: named(leverOf(store.lastMoved)) })}</h2><p class="soft">${t("working")}</p></section>`;
  }
  if (!moves) return html`<section class="moves" id="moves"><h2>${t("moves")}</h2><p class="soft">${t("moves_none_yet")}</p></section>`;
  const lever = moves.last ? leverOf(moves.last) : null;
  if (moves.changed === 0) {
    return html`<section class="moves dead" id="moves"><h2>${t("moves")}</h2>
      <p><b>${lever ? named(lever) : t("this_move")}</b> ${t("dead")} ${lever ? reason(moves.last) : t("dead_idle", { members: store.state.members })}</p></section>`;
  }
  const show = (move) => {
    const name = move.part ? `${move.measure}:${move.part}` : move.measure;
    const at = cardNames().indexOf(name);
    const place = at >= 0 ? at : cardNames().length - 1;
    if (at < 0) swap(place, name);
    const card = document.getElementById(`card-${place}`);
    card?.scrollIntoView({ behavior: "smooth", block: "nearest" });
    card?.focus();
  };
  return html`<section class="moves" id="moves"><h2>${lever ? t("moves_by", { name: named(lever) }) : t("moves")}</h2>
    <p class="soft">${t("moves_count", { changed: moves.changed, compared: moves.compared })}</p>
    <ul>${moves.largest.slice(0, 6).map((move) => html`<li>
      <button class="link" onClick=${() => show(move)}>${cardName(move.part ? `${move.measure}:${move.part}` : move.measure)}</button>
      <span class=${`difference ${move.verdict}`}>${told(move.cell)}</span></li>`)}</ul></section>`;
}

function Answer() {
  const { answer, state } = store;
  const of = scenarioOf(state.scenario);
  if (!answer) return html`<section class="answer"><p class="soft">${t("loading")}</p></section>`;
  const same = sameState();
  const lines = headlines().map((name) => partOf(answer, name)).filter((p) => p?.said);
  return html`<section class="answer"><h2>${told(of.questions)}</h2>
    <p class="soft">${same ? t("answer_same", { title: titleOf(state.scenario) }) : t("answer_against", { title: titleOf(state.scenario), reference: titleOf(state.against) })}</p>
    <ul class=${store.dim ? "dim" : ""}>${lines.map((p) => html`<li title=${!same && p.difference ? t("up_share", { up: share(p.difference.up), down: share(p.difference.down) }) : ""}>${told(!same && p.difference ? p.difference.said : p.said)}${t("full_stop")}</li>`)}</ul>
    <${Statement} />
    <${Readings} />
  </section>`;
}

function Readings() {
  const { readings } = store.answer;
  const options = store.vocabulary.structures.find((s) => s.name === "reading").options;
  return html`<details class="readings"><summary class="soft">${t("readings")}</summary>
    <ul class="soft">${options.map((o) => html`<li>${named(o)} <b>${readings[o.name] ?? 0}</b></li>`)}</ul></details>`;
}

const bindingNumbers = (found, names) => ({
  caption: t("binding"),
  head: [t("date"), ...names.map(named)],
  rows: rowsOf(names.map((b) => found[b.name])).map(([i, values]) => [dayWords(i), ...values.map(share)]),
});

function Binding() {
  const found = store.answer?.measures?.[store.vocabulary.binding]?.shares;
  return useMemo(() => found && html`<${Shares} found=${found} />`, [found, store.dim, store.lang]);
}

function Shares({ found }) {
  const names = store.vocabulary.binding_list ?? [];
  const weeks = found[names[0]?.name]?.length ?? 0;
  const below = new Float64Array(weeks);
  // shares are sent in thousandths, so that the drawing's unit is one week by one thousandth
  const edge = () => Array.from(below, (v, i) => `${i},${Math.round(1000 - v * 1000)}`);
  let low = edge();
  const areas = names.map(({ name }, row) => {
    const down = low.reverse();
    found[name].forEach((v, i) => (below[i] += v));
    const up = edge();
    low = up.slice();
    return html`<polygon points=${[...up, ...down].join(" ")} class=${`bind-${row}`} />`;
  });
  const end = names.map((b, row) => html`<li><svg viewBox="0 0 10 10" aria-hidden="true"><rect width="10" height="10" class=${`bind-${row}`} /></svg>
    ${named(b)} ${share(found[b.name].at(-1))}</li>`);
  const label = `${t("binding")}${t("colon")}${names.map((b) => `${named(b)} ${share(found[b.name].at(-1))}`).join(t("stop"))}`;
  const years = yearsOf(weeks).filter((y, i, all) => all.length < 5 || i % 2 === 0);
  return html`<article class=${`card binding ${store.dim ? "dim" : ""}`}><h3>${t("binding")}</h3>
    <${Figure} name=${t("binding")} numbers=${() => bindingNumbers(found, names)}>
    <svg viewBox=${`0 0 ${weeks - 1} 1000`} preserveAspectRatio="none" role="img" aria-label=${label}>${areas}</svg>
    <p class="line" aria-hidden="true">${years.map(([year, week]) => html`<span class="year" ref=${(el) => el && (el.style.left = `${(week / weeks) * 100}%`)}>${year}</span>`)}</p><//>
    <ul class="legend">${end}</ul><p class="soft">${t("at_end", { date: dayWords(store.answer.weeks - 1) })}</p></article>`;
}

function Legend() {
  return html`<p class="legend-line" aria-hidden="true">
    <span class="pair"><svg viewBox="0 0 28 14"><rect width="28" height="14" class="k-band" /><rect y="4" width="28" height="6" class="k-core" /><line x1="0" x2="28" y1="7" y2="7" class="k-line" /></svg>${t("legend_bands")}</span>
    <span class="pair"><svg viewBox="0 0 28 14"><line x1="0" x2="28" y1="3" y2="3" class="k-ghost" /><line x1="0" x2="28" y1="11" y2="11" class="k-ghost" /></svg>${t("legend_ghost", { title: titleOf(store.state.against) })}</span>
    <span class="pair"><span class="cut-key"></span>${t("legend_cut")}</span></p>`;
}

/** How the baseline does on the record: it bears on what is shown, so it stands below it. */
export function Score() {
  const { score } = store.vocabulary;
  if (!score?.fit) return null;
  return html`<p class="soft score">${t("score", { fit: score.fit.inside90, fits: score.fit.scored, check: score.check?.inside90 ?? 0, checks: score.check?.scored ?? 0 })}</p>`;
}

export function Explore() {
  const { answer, dim, ghost, lang, reference, search, state, theme } = store;
  const said = [answer, dim, lang, state.against, state.scenario, state.statement, sameState()];
  const drawn = [...said, ghost, reference, theme];
  const [first, ...rest] = cardNames().map((name, place) => html`<${Card} name=${name} place=${place} on=${drawn} key=${place} />`);
  return html`<div class="explore"><${Kept} on=${[state, lang, search]}><${Left} /><//>
    <div class="right">
      <div class="words"><${Kept} on=${said}><${Answer} /><//><${Moves} /></div>
      <div class="shown">
        <${Kept} on=${[state.steps, state.weeks, lang]}><${Timeline} /><//>
        <${Kept} on=${[state.against, lang]}><${Legend} /><//>
        <div class="cards">${first}<${Binding} key="binding" />${rest}</div>
        <${Score} />
      </div>
    </div></div>`;
}
