// The record: every reported figure beside what the model says of it; its source on a click.
import { store } from "./store.js";
import { named, short, t, told } from "./words.js";
import { html, useState } from "./view.js";
import { useAnswer } from "./asking.js";
import { Source } from "./marks.js";
import { Score } from "./explore.js";

function Line({ row }) {
  const all = [row.report_q05, row.report_q95, row.model_q05, row.model_q95, row.central].filter((v) => v !== null);
  const log = row.scale === "log" && Math.min(...all) > 0;
  const of = (v) => (log ? Math.log(v) : v);
  const [low, high] = [Math.min(...all.map(of)), Math.max(...all.map(of))];
  const x = (v) => 6 + ((of(v) - low) / (high - low || 1)) * 208;
  const label = t("record_label", { report: `${short(row.low ?? row.central)} – ${short(row.high ?? row.central)}`, model: `${short(row.model_q05)} – ${short(row.model_q95)}` });
  return html`<svg class="plot" viewBox="0 0 220 26" role="img" aria-label=${label}>
    ${row.model_q05 !== null && html`<line x1=${x(row.model_q05)} x2=${x(row.model_q95)} y1="8" y2="8" class="band-bar" />`}
    ${row.model_q50 !== null && html`<circle cx=${x(row.model_q50)} cy="8" r="3.4" class="sum" />`}
    ${row.report_q05 !== null && html`<line x1=${x(row.report_q05)} x2=${x(row.report_q95)} y1="18" y2="18" class="report-bar" />`}
    ${row.central !== null && html`<rect x=${x(row.central) - 3} y="15" width="6" height="6" class="down" />`}</svg>`;
}

const day = (text) => text.slice(0, 10);

function Row({ row, open, toggle }) {
  return html`<tr class=${row.inside90 === "no" ? "missed-row" : ""}>
      <th scope="row"><button class="link" aria-expanded=${open} onClick=${toggle}>${named(row)}</button> <code>${row.target_id}</code></th>
      <td><span class="day">${day(row.start)}</span> – <span class="day">${day(row.end)}</span></td>
      <td>${short(row.central ?? row.low ?? row.high)} ${row.unit === "1" ? "" : told(row.units)}</td><td>${row.model_q05 === null ? "–" : `${short(row.model_q05)} – ${short(row.model_q95)}`}</td>
      <td class="line-cell"><${Line} row=${row} /></td>
      <td>${t(`use_${row.use}`)}</td><td>${row.inside90 ? t(`inside_${row.inside90}`) : "–"}</td></tr>
    ${open && html`<tr><td colspan="7" class="left-text"><p class="soft" lang="en">${row.note} (${row.unit}, ${row.statistic})</p>${row.evidence.flatMap((e) => e.split("+")).map((id) => html`<${Source} id=${id} key=${id} />`)}</td></tr>`}`;
}

export function Page() {
  const found = useAnswer("record", false);
  const [open, setOpen] = useState("");
  const [filter, setFilter] = useState({ use: "", measure: "", inside90: "" });
  const set = (name) => (e) => setFilter({ ...filter, [name]: e.target.value });
  if (!found) return html`<div class="page"><h1>${t("page_record")}</h1><p class="loading" role="status">${t("loading_record")}</p></div>`;
  const rows = found.rows.filter((r) => Object.entries(filter).every(([name, v]) => !v || r[name] === v));
  const names = new Map(found.rows.map((r) => [r.measure, named(r)]));
  const pick = (name, label, list) => html`<label class="field"><span>${label}</span><select value=${filter[name]} onChange=${set(name)}>
    <option value="">${t("every")}</option>${list.map(([value, words]) => html`<option value=${value}>${words}</option>`)}</select></label>`;
  return html`<div class="page"><h1>${t("page_record")}</h1><p class="soft">${t("record_note", { members: found.members })}</p><${Score} />
    <section class="panel"><div class="row">
      ${pick("measure", t("measure"), [...names])}${pick("use", t("use"), ["fit", "check", "dependent"].map((u) => [u, t(`use_${u}`)]))}
      ${pick("inside90", t("inside"), ["yes", "no"].map((u) => [u, t(`inside_${u}`)]))}</div>
      <p class="soft legend-line"><span class="key-model"></span> ${t("key_model")} <span class="key-report"></span> ${t("key_report")}</p>
      <p role="status" class="soft">${t("rows_shown", { shown: rows.length, all: found.rows.length })}</p>
      <div class="scroll" tabindex="0" role="group" aria-label=${t("page_record")}><table class="record"><thead><tr>
        <th scope="col">${t("measure")}</th><th scope="col">${t("period")}</th><th scope="col">${t("report")}</th><th scope="col">${t("model_band")}</th><th scope="col">${t("key_both")}</th><th scope="col">${t("use")}</th><th scope="col">${t("inside")}</th></tr></thead>
        <tbody>${rows.map((row) => html`<${Row} row=${row} key=${row.target_id} open=${open === row.target_id} toggle=${() => setOpen(open === row.target_id ? "" : row.target_id)} />`)}</tbody></table></div>
    </section></div>`;
}
