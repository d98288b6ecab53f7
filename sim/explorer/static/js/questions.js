// The twenty questions: what each asks, what was computed, and a state from which to go on.
import { change, fresh, store } from "./store.js";
import { t, told } from "./words.js";
import { html, useState } from "./view.js";
import { ask } from "./jobs.js";
import { useAnswer } from "./asking.js";

function start(one) {
  const cards = one.look.card ? { 0: one.look.card } : {};
  const { members, seed, weeks } = store.state;
  store.lastMoved = Object.keys(one.state.levers ?? {})[0] ?? null;
  store.page = "explore";
  change({ ...fresh(store.vocabulary), members, seed, weeks, cards, ...one.state });
  scrollTo(0, 0);
  ask();
}

/** Text in which names and options between back quotes are set as code. */
const coded = (text) => text.split("`").map((part, i) => (i % 2 ? html`<code>${part}</code>` : part));

/** What was said when the question was asked; in English where the language has none. */
function Answered({ of }) {
  const lang = of[store.lang]?.length ? store.lang : "en";
  if (!of[lang].length) return html`<p class="soft">${t("not_answered")}</p>`;
  return html`<div class="answered"><h3>${t("answered")}</h3>${of[lang].map((s) => html`<p lang=${lang === "zh" ? "zh-Hans" : "en"}>${s}</p>`)}</div>`;
}

function Story({ one, place, count, step }) {
  const known = store.vocabulary.scenarios.some((s) => s.name === (one.state.scenario ?? store.vocabulary.first));
  const after = one.after.filter((part) => part.code || store.lang === "en");
  return html`<article class="story" aria-labelledby="story-title"><p class="soft">${t("story_of", { place: place + 1, count })}</p>
    <h2 id="story-title">${told(one.titles)}</h2>
    ${told(one.texts) && html`<p>${coded(told(one.texts))}</p>`}
    <${Answered} of=${one.sentences} />
    <p><b>${t("asked_by")}</b></p><pre tabindex="0"><code>${one.command}</code></pre>
    ${after.map((part) => (part.code ? html`<pre tabindex="0"><code>${part.code}</code></pre>` : html`<p class="soft">${coded(part.text)}</p>`))}
    <div class="row"><button class="primary" disabled=${!known} onClick=${() => start(one)}>${t("start_here")}</button>
      <button disabled=${place === 0} onClick=${() => step(place - 1)}>${t("back_one")}</button>
      <button disabled=${place === count - 1} onClick=${() => step(place + 1)}>${t("next_one")}</button></div></article>`;
}

export function Page() {
  const found = useAnswer("questions", false);
  const [place, setPlace] = useState(0);
  if (!found) return html`<div class="page"><h1>${t("page_questions")}</h1><p class="loading" role="status">${t("loading_page")}</p></div>`;
  const list = found.questions;
  return html`<div class="page"><h1>${t("page_questions")}</h1>
    ${!found.current && html`<p class="notice">${t("answers_old")}</p>`}
    <div class="wide narrow-first"><nav class="panel" aria-label=${t("page_questions")}><ol class="questions">${list.map((one, i) => html`<li key=${one.name}>
      <button class="link" aria-current=${i === place ? "step" : undefined} onClick=${() => setPlace(i)}>${told(one.titles)}</button></li>`)}</ol></nav>
    <${Story} one=${list[place]} place=${place} count=${list.length} step=${setPlace} key=${place} /></div></div>`;
}

