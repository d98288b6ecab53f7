// A map of two inputs on one scale of colour; other inputs are held at a value that can be chosen.
import { short, t, told } from "./words.js";
import { html, useState } from "./view.js";

const STEPS = 20;

/** Axes that a map can have: crossed ones, else those inputs that take few values. */
function axesOf(found) {
  const crossed = found.axes.map((a) => ({ name: a.name, words: told(a.names), values: a.values, shown: a.shown }));
  if (crossed.length) return crossed;
  return Object.entries(found.inputs).filter(([name]) => name !== "row").map(([name, v]) => ({ name, values: [...new Set(v)] }))
    .filter((a) => a.values.length > 1 && a.values.length <= STEPS).map((a) => ({ ...a, words: a.name, shown: a.values.map((v) => (typeof v === "number" ? short(v) : v)) }));
}

export const tone = (v, [low, high]) => (v === null ? "none" : `t${Math.round(((v - low) / (high - low || 1)) * 8)}`);

export function HeatMap({ found, values, scale, inside, picked, pick, words, open, label }) {
  const axes = axesOf(found);
  const [names, setNames] = useState([axes[1]?.name ?? axes[0]?.name, axes[0]?.name]);
  if (!axes.length) return html`<p class="soft">${t("no_axes")}</p>`;
  const [x, y] = names.map((n) => axes.find((a) => a.name === n) ?? axes[0]);
  const rest = axes.filter((a) => a !== x && a !== y);
  const held = (a) => picked[a.name] ?? a.values[Math.floor(a.values.length / 2)];
  const at = (vx, vy) => {
    const out = [];
    values.forEach((_, i) => {
      const fits = found.inputs[x.name][i] === vx && found.inputs[y.name][i] === vy && rest.every((a) => found.inputs[a.name][i] === held(a));
      if (fits) out.push(i);
    });
    return out;
  };
  const choose = (which) => (e) => {
    const next = [...names];
    if (next[1 - which] === e.target.value) next[1 - which] = next[which];
    next[which] = e.target.value;
    setNames(next);
  };
  const picker = (which, axis) => html`<label class="field"><span>${t(which ? "map_down" : "map_across")}</span><select value=${axis.name} onChange=${choose(which)}>${axes.map((a) => html`<option value=${a.name} selected=${a === axis}>${a.words}</option>`)}</select></label>`;
  return html`<div class="row">${picker(0, x)}${axes.length > 1 && picker(1, y)}
      ${rest.map((a) => html`<label class="field" key=${a.name}><span>${a.words}</span><select value=${held(a)} onChange=${(e) => pick({ ...picked, [a.name]: a.values.find((v) => String(v) === e.target.value) })}>${a.values.map((v, i) => html`<option value=${v} selected=${v === held(a)}>${a.shown[i]}</option>`)}</select></label>`)}</div>
    <div class="scroll" tabindex="0" role="group" aria-label=${label}><table class="heat"><caption>${label}</caption>
      <thead><tr><th scope="col">${y.words} ↓ · ${x.words} →</th>${x.shown.map((s) => html`<th scope="col">${s}</th>`)}</tr></thead>
      <tbody>${[...y.values].map((vy, row) => html`<tr key=${vy}><th scope="row">${y.shown[row]}</th>
        ${x.values.map((vx) => {
          const rows = at(vx, vy);
          const i = rows[0];
          const v = rows.length ? values[i] : null;
          return html`<td class="heat-cell"><button disabled=${i === undefined} class=${`${tone(v, scale)} ${i !== undefined && !inside[i] ? "outside" : ""}`} title=${t("open_cell")} onClick=${() => open(i)}>${v === null ? "–" : words(v)}</button></td>`;
        })}</tr>`)}</tbody></table></div>`;
}

export function Key({ scale, words, label }) {
  return html`<p class="heat-key soft">${label}${t("colon")}<span>${words(scale[0])}</span>${[0, 1, 2, 3, 4, 5, 6, 7, 8].map((i) => html`<i class=${`t${i}`}></i>`)}<span>${words(scale[1])}</span> · ${t("open_cell")}</p>`;
}
