// Up to six named states side by side: one against another, the largest difference first.
import { change, store, tell } from "./store.js";
import { cardName, measureOf, named, t, titleOf, told, dayWords } from "./words.js";
import { html, useState } from "./view.js";
import { cardNames, stateBody } from "./jobs.js";
import { Bands, MeasurePicker, captionOf, numbersOf, partOf } from "./cards.js";
import { Figure } from "./figure.js";
import { cutWeek, scaled } from "./chart.js";
import { useAnswer } from "./asking.js";
import { Waterfall } from "./waterfall.js";

const KEY = "sim-kept";
const MOST = 6;
let kept = null;
const all = () => (kept ??= JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));

function keep(list) {
  kept = list.slice(0, MOST);
  sessionStorage.setItem(KEY, JSON.stringify(kept));
  tell();
}

/** A place is "now", "kept:NAME" or "scenario:NAME". */
function stateAt(place) {
  const { members, seed, weeks } = store.state;
  const [kind, ...rest] = place.split(":");
  const name = rest.join(":");
  if (kind === "kept") {
    const one = all().find((k) => k.name === name);
    if (one) return { ...stateBody(one.state), members, seed, weeks };
  }
  if (kind === "scenario") return { scenario: name, members, seed, weeks };
  return stateBody();
}

const placeName = (place) => {
  const [kind, ...rest] = place.split(":");
  return kind === "now" ? t("now") : kind === "kept" ? rest.join(":") : titleOf(rest.join(":"));
};

function Places({ value, label, set }) {
  return html`<label class="field"><span>${label}</span><select value=${value} onChange=${(e) => set(e.target.value)}>
    <option value="now" selected=${value === "now"}>${t("now")}</option>
    ${all().length > 0 && html`<optgroup label=${t("kept")}>${all().map((k) => html`<option value=${`kept:${k.name}`} selected=${value === `kept:${k.name}`}>${k.name}</option>`)}</optgroup>`}
    <optgroup label=${t("shipped")}>${store.vocabulary.scenarios.map((s) => html`<option value=${`scenario:${s.name}`} selected=${value === `scenario:${s.name}`}>${told(s.titles)}</option>`)}</optgroup>
  </select></label>`;
}

function Kept({ a, b, setA, setB }) {
  const add = (e) => {
    e.preventDefault();
    const name = new FormData(e.target).get("name").trim() || titleOf(store.state.scenario);
    keep([...all().filter((k) => k.name !== name), { name, state: store.state }]);
    e.target.reset();
  };
  const open = (one) => { change({ ...one.state }); };
  return html`<section class="panel"><h2>${t("kept")}</h2>
    <form class="row" onSubmit=${add}><input type="text" name="name" maxlength="60" aria-label=${t("keep_name")} placeholder=${t("keep_name")} />
      <button disabled=${all().length >= MOST}>${t("keep")}</button></form>
    ${all().length === 0 ? html`<p class="soft">${t("kept_none", { most: MOST })}</p>` : html`<ul class="kept">${all().map((one) => html`<li key=${one.name} class=${a === `kept:${one.name}` ? "pin" : ""}>
      <b>${one.name}</b>
      <button aria-pressed=${a === `kept:${one.name}`} onClick=${() => setA(`kept:${one.name}`)}>${t("pin")}</button>
      <button aria-pressed=${b === `kept:${one.name}`} onClick=${() => setB(`kept:${one.name}`)}>${t("as_b")}</button>
      <button onClick=${() => open(one)}>${t("bring_back")}</button>
      <button aria-label=${`${t("remove")}${t("colon")}${one.name}`} onClick=${() => keep(all().filter((k) => k !== one))}>${t("remove")}</button></li>`)}</ul>`}
  </section>`;
}

function Scores({ names, first, second }) {
  const level = (answer, name) => {
    const found = partOf(answer, name)?.level;
    return found ? told(found.told).band : "–";
  };
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${t("scorecard")}><table>
    <caption>${t("scorecard")} · ${second ? dayWords(second.weeks) : ""}</caption>
    <thead><tr><th scope="col">${t("measure")}</th><th scope="col">A, 5–95 %</th><th scope="col">B, 5–95 %</th><th scope="col">${t("difference_b")}</th></tr></thead>
    <tbody>${names.map((name) => {
      const gap = partOf(second, name)?.difference;
      return html`<tr key=${name}><th scope="row">${cardName(name)}</th><td>${level(first, name)}</td><td>${level(second, name)}</td>
        <td class=${`difference ${gap?.verdict ?? ""}`}>${gap ? told(gap.cell) : "–"}</td></tr>`;
    })}</tbody></table></div>`;
}

function Largest({ answer, show }) {
  const moves = answer?.moves;
  if (!moves) return null;
  return html`<section class="panel"><h2>${t("differences")}</h2>
    <p class="soft">${t("moves_count", { changed: moves.changed, compared: moves.compared })}</p>
    <ol>${moves.largest.map((m) => {
      const name = m.part ? `${m.measure}:${m.part}` : m.measure;
      return html`<li key=${name}><button class="link" onClick=${() => show(name)}>${cardName(name)}</button> <span class=${`difference ${m.verdict}`}>${told(m.cell)}</span></li>`;
    })}</ol></section>`;
}

export function Page() {
  const [a, setA] = useState(`scenario:${store.state.against}`);
  const [b, setB] = useState("now");
  const [shown, setShown] = useState(cardNames()[0]);
  const [actor, setActor] = useState("dprk");
  const names = [...new Set([shown, ...cardNames()])];
  const [one, other] = [stateAt(a), stateAt(b)];
  const first = useAnswer("bands", { ...one, measures: names });
  const second = useAnswer("bands", { ...other, measures: names, against: one, all: true });
  const parts = useAnswer("waterfall", second ? { ...other, against: one, actor } : null);
  const factor = measureOf(shown).shown.factor;
  const found = partOf(second, shown);
  const bands = scaled(found?.bands ?? null, factor);
  const held = scaled(partOf(first, shown)?.bands ?? null, factor);
  return html`<div class="page"><h1>${t("page_compare")}</h1>
    <section class="panel row"><${Places} value=${a} label=${t("side_a")} set=${setA} />
      <button onClick=${() => { setA(b); setB(a); }}>${t("swap_sides")}</button>
      <${Places} value=${b} label=${t("side_b")} set=${setB} /></section>
    <div class="wide"><div>
      <section class="panel"><div class="row"><${MeasurePicker} value=${shown} pick=${setShown} label=${t("measure")} /></div>
        <${Figure} name=${cardName(shown)} numbers=${() => numbersOf(bands ?? [[], [], [], [], []], held, captionOf(shown), "A")}>
        <${Bands} bands=${bands} ghost=${held} marks=${[cutWeek()]} height="tall" label=${found?.difference ? told(found.difference.said) : cardName(shown)} /><//>
        <p class=${`difference ${found?.difference?.verdict ?? ""}`}>${found?.difference ? told(found.difference.said) : ""}</p>
        <p class="soft">${t("compare_legend", { a: placeName(a), b: placeName(b) })}</p></section>
      <section class="panel"><${Scores} names=${names} first=${first} second=${second} /></section>
    </div><div>
      <${Kept} a=${a} b=${b} setA=${setA} setB=${setB} />
      <${Largest} answer=${second} show=${setShown} />
      <section class="panel"><h2>${t("waterfall")}</h2><div class="row"><label class="field"><span>${t("actor")}</span>
        <select value=${actor} onChange=${(e) => setActor(e.target.value)}>${measureOf(store.vocabulary.index).parts.map((p) => html`<option value=${p.name} selected=${p.name === actor}>${named(p)}</option>`)}</select></label></div>
        ${parts && html`<${Waterfall} of=${parts} />`}<p class="soft">${t("waterfall_note")}</p></section>
    </div></div></div>`;
}
