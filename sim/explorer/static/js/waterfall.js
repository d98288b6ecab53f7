// An index taken apart: from one level to another by component, in points that add up.
import { named, short, t } from "./words.js";
import { html } from "./view.js";
import { Figure } from "./figure.js";

const signed = (v) => (Math.abs(v) < 0.005 ? "0" : `${v > 0 ? "+" : "−"}${short(Math.abs(v), 2)}`);

export function Waterfall({ of }) {
  const rows = [{ name: "A", level: of.before }, ...of.parts.map((p) => ({ name: named(p), change: p.change })), { name: "B", level: of.after }];
  let at = of.before;
  const placed = rows.map((row) => {
    if (row.level !== undefined) return { ...row, from: row.level, to: row.level };
    const from = at;
    at += row.change;
    return { ...row, from, to: at };
  });
  const ends = placed.flatMap((r) => [r.from, r.to]);
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const room = Math.max(high - low, 0.5) * 0.12;
  const [left, width, step] = [190, 560, 28];
  const x = (v) => left + ((v - low + room) / (high - low + 2 * room)) * (width - left - 60);
  const label = placed.map((r) => `${r.name} ${r.level === undefined ? signed(r.change) : short(r.level)}`).join(t("stop"));
  const numbers = () => ({ caption: t("waterfall"), head: [t("part_of"), t("points")], rows: placed.map((r) => [r.name, r.level === undefined ? signed(r.change) : short(r.level)]) });
  return html`<${Figure} name=${t("waterfall")} numbers=${numbers}><svg class="plot" viewBox=${`0 0 ${width} ${rows.length * step + 8}`} role="img" aria-label=${label}>
    ${placed.map((r, i) => {
      const y = i * step + 6;
      const end = r.level !== undefined;
      const [a, b] = end ? [x(r.level) - 2, x(r.level) + 2] : [Math.min(x(r.from), x(r.to)), Math.max(x(r.from), x(r.to))];
      return html`<g key=${i}><text x=${left - 8} y=${y + 14} text-anchor="end" class=${end ? "strong" : ""}>${r.name.length > 26 ? `${r.name.slice(0, 25)}…` : r.name}</text>
        <rect x=${a} y=${y} width=${Math.max(1.5, b - a)} height=${step - 8} class=${end ? "sum" : r.change < 0 ? "down" : "up"} />
        <text x=${b + 6} y=${y + 14} class="strong">${end ? short(r.level) : signed(r.change)}</text></g>`;
    })}</svg><//>`;
}
