// Settings of a sweep as points of two outcomes and as strands over all inputs; a brush links both.
import { measureOf, short, t } from "./words.js";
import { html } from "./view.js";
import { axis } from "./axis.js";
import { Figure } from "./figure.js";
import { inputName, outcomeName } from "./sweeps.js";

const factorOf = (name) => measureOf(name.split("|")[0])?.shown.factor ?? 1;
const ends = (values) => { const v = values.filter((x) => x !== null); return [Math.min(...v), Math.max(...v)]; };

export function TradeOff({ found, x, y, inside, open }) {
  const scaled = (name) => found.outcomes[name].median.map((v) => (v === null ? null : v * factorOf(name)));
  const [xs, ys] = [scaled(x), scaled(y)];
  const [px, py] = [axis(xs, 66, 440), axis(ys, 230, -210)];
  const shown = inside.filter(Boolean).length;
  const label = t("trade_label", { x: outcomeName(x), y: outcomeName(y), shown, all: inside.length });
  const link = (i) => html`<button class="link" onClick=${() => open(i)}>${t("setting", { place: i })}</button>`;
  const numbers = () => ({ caption: label, head: [t("sweep"), outcomeName(x), outcomeName(y)], rows: xs.map((v, i) => [link(i), short(v), short(ys[i])]).filter((_, i) => inside[i]) });
  return html`<${Figure} name=${t("trade_off")} numbers=${numbers}><svg class="plot" viewBox="0 0 520 274" role="img" aria-label=${label}><path d="M66 12V235H510" class="axis" fill="none" />
    ${xs.map((v, i) => v !== null && ys[i] !== null && html`<circle cx=${px.at(v)} cy=${py.at(ys[i])} r="4" class=${`cell ${inside[i] ? "dot-in" : "dot-out"}`} onClick=${() => open(i)} />`)}
    ${px.ticks.map((v) => html`<text x=${px.at(v)} y="250" text-anchor="middle">${short(v)}</text>`)}${py.ticks.map((v) => html`<text x="60" y=${py.at(v) + 4} text-anchor="end">${short(v)}</text>`)}
    <text x="288" y="270" text-anchor="middle" class="strong">${outcomeName(x)}</text></svg><//><p class="soft">${outcomeName(y)} ↑ · ${label}</p>`;
}

export function Strands({ found, outcomes, brush, setBrush, inside }) {
  const columns = [
    ...Object.entries(found.inputs).filter(([name, v]) => name !== "row" && typeof v.find((x) => x !== null) === "number" && new Set(v).size > 1).slice(0, 6).map(([name, values]) => ({ name, values, words: inputName(name, found.axes), factor: 1 })),
    ...outcomes.map((name) => ({ name, values: found.outcomes[name].median, words: outcomeName(name), factor: factorOf(name) })),
  ].map((c) => ({ ...c, ends: ends(c.values) }));
  const [width, high] = [520, 190];
  const x = (c) => 40 + (c / Math.max(1, columns.length - 1)) * (width - 80);
  const y = (c, v) => high - ((v - c.ends[0]) / (c.ends[1] - c.ends[0] || 1)) * (high - 20);
  const strand = (i) => columns.map((c, at) => (c.values[i] === null ? "" : `${at ? "L" : "M"}${x(at).toFixed(1)} ${y(c, c.values[i]).toFixed(1)}`)).join("");
  const set = (c, which) => (e) => {
    const mine = [...(brush[c.name] ?? c.ends)];
    mine[which] = Number(e.target.value);
    if (mine[0] > mine[1]) mine[1 - which] = mine[which];
    const next = { ...brush, [c.name]: mine };
    if (mine[0] <= c.ends[0] && mine[1] >= c.ends[1]) delete next[c.name];
    setBrush(next);
  };
  const order = inside.map((_, i) => i).sort((a, b) => inside[a] - inside[b]);
  const bar = (c, which) => html`<input type="range" min=${c.ends[0]} max=${c.ends[1]} step=${(c.ends[1] - c.ends[0]) / 50 || 1} value=${(brush[c.name] ?? c.ends)[which]} aria-label=${`${c.words}${t("colon")}${t(which ? "highest" : "lowest")}`} onInput=${set(c, which)} />`;
  const label = t("strands_label", { shown: inside.filter(Boolean).length, all: inside.length });
  const numbers = () => ({ caption: label, head: [t("sweep"), ...columns.map((c) => c.words)], rows: order.filter((i) => inside[i]).map((i) => [t("setting", { place: i }), ...columns.map((c) => short(c.values[i] === null ? null : c.values[i] * c.factor))]) });
  return html`<${Figure} name=${t("strands")} numbers=${numbers}><svg class="plot" viewBox=${`0 0 ${width} ${high + 10}`} role="img" aria-label=${label}>
      ${order.map((i) => html`<path d=${strand(i)} class=${`strand ${inside[i] ? "" : "faint"}`} />`)}
      ${columns.map((c, at) => html`<line x1=${x(at)} x2=${x(at)} y1="14" y2=${high} class="axis" /><text x=${x(at)} y="10" text-anchor="middle" class="strong">${at + 1}</text>`)}</svg><//>
    <p class="soft">${label} <button class="link" disabled=${Object.keys(brush).length === 0} onClick=${() => setBrush({})}>${t("reset_all")}</button></p>
    <ol class="brushes">${columns.map((c, at) => { const [low, top] = brush[c.name] ?? c.ends; return html`<li key=${c.name}><span>${at + 1} ${c.words} <b>${short(low * c.factor)} – ${short(top * c.factor)}</b></span>${bar(c, 0)}${bar(c, 1)}</li>`; })}</ol>`;
}
