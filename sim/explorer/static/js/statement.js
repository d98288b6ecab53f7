// The headline statement: in which share of members it holds, and a line to ask another one.
import { change, store } from "./store.js";
import { named, scenarioOf, share, t } from "./words.js";
import { html, useState } from "./view.js";
import { ask } from "./jobs.js";

export const statementText = (state = store.state) =>
  state.statement || (scenarioOf(state.scenario)?.statement ?? "");

const option = (name) =>
  named(store.vocabulary.structures.find((s) => s.name === "reading").options.find((o) => o.name === name));

function Held({ of }) {
  const split = Object.entries(of.readings).filter(([, one]) => one.share !== null);
  const parts = html`<ul class="soft">${split.map(([name, one]) => html`<li>${option(name)} <b>${share(one.share)}</b></li>`)}</ul>`;
  if (of.share === null) return html`<p>${t("too_few", { count: of.members })}</p>`;
  // where readings of the record fall on both sides of a half, no pooled share is told
  if (of.straddles) return html`<p>${t("statement_depends")}</p>${parts}`;
  const against = of.reference ?? null;
  return html`<p>${t("statement_holds", { low: share(of.low), high: share(of.high) })} <b>${share(of.share)}</b>${against !== null ? html`<span class="soft"> (${t("statement_reference", { share: share(against) })})</span>` : ""}</p>
    ${split.length > 1 && html`<details><summary class="soft">${t("statement_by")}</summary>${parts}</details>`}`;
}

export function Statement() {
  const of = store.answer?.statement;
  const [open, setOpen] = useState(false);
  const set = (e) => {
    e.preventDefault();
    const text = new FormData(e.target).get("statement").trim();
    change({ statement: text === scenarioOf(store.state.scenario).statement ? "" : text });
    setOpen(false);
    ask();
  };
  return html`<div class=${`statement ${store.dim ? "dim" : ""}`}>
    <h3>${t("statement")}</h3>
    <p><code>${statementText()}</code> <button class="link" aria-expanded=${open} onClick=${() => setOpen(!open)}>${t("statement_other")}</button></p>
    ${open && html`<form class="row" onSubmit=${set}><input type="text" name="statement" maxlength="400" value=${statementText()} aria-label=${t("statement")} />
      <button>${t("statement_ask")}</button></form>`}
    ${of?.error ? html`<p class="warn">${t("statement_wrong")} <span lang="en">${of.error}</span></p>` : of && html`<${Held} of=${of} />`}</div>`;
}
