// Bands over weeks on a canvas: wide band, middle band, median; the reference as a ghost behind.
import { store } from "./store.js";
import { seconds, short, weekOf } from "./words.js";

const FONT = '"Segoe UI", "Helvetica Neue", Arial, "Noto Sans CJK SC", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", "Droid Sans Fallback", sans-serif';
const LOW = 0, LOWER = 1, MIDDLE = 2, UPPER = 3, HIGH = 4;

let ink = null;
/** Colours of the theme, read from the style sheet once for each theme. */
function colours() {
  if (ink?.theme !== store.theme) {
    const of = getComputedStyle(document.documentElement);
    const names = ["band", "core", "line", "ghost", "axis", "grid", "soft"];
    ink = { theme: store.theme };
    for (const name of names) ink[name] = of.getPropertyValue(`--chart-${name}`).trim();
  }
  return ink;
}

/** Where weeks and values lie on the canvas: both axes are even. */
function places(u, count) {
  const ends = [seconds(0), seconds(Math.max(1, count - 1))].map((s) => u.valToPos(s, "x", true));
  const [zero, one] = [u.valToPos(0, "y", true), u.valToPos(1, "y", true)];
  return { count, left: ends[0], week: (ends[1] - ends[0]) / Math.max(1, count - 1), zero, unit: one - zero };
}

/** A line through the values of each row, or the area between two rows. */
function path(at, rows, area = false) {
  const made = new Path2D();
  const { count, left, week, zero, unit } = at;
  const [top, bottom] = rows;
  for (const row of area ? [top] : rows) {
    for (let i = 0; i < count; i++) made[i ? "lineTo" : "moveTo"](left + i * week, zero + row[i] * unit);
  }
  if (area) for (let i = count - 1; i >= 0; i--) made.lineTo(left + i * week, zero + bottom[i] * unit);
  return made;
}

/** A canvas beside the chart's own and of its size, empty. */
function sheet(u, earlier) {
  const made = earlier ?? document.createElement("canvas");
  [made.width, made.height] = [u.ctx.canvas.width, u.ctx.canvas.height];
  return made;
}

/** The reference's lines, drawn once: they are the same from move to move, and dashes take long. */
function ghostSheet(u, at, ghost) {
  const key = Object.values(at).join();
  if (u.ghost?.rows === ghost && u.ghost.key === key) return u.ghost.sheet;
  u.ghost = { rows: ghost, key, sheet: sheet(u, u.ghost?.sheet) };
  const ctx = u.ghost.sheet.getContext("2d");
  const ratio = devicePixelRatio;
  ctx.strokeStyle = colours().ghost;
  ctx.lineWidth = 1.25 * ratio;
  ctx.setLineDash([2 * ratio, 2.5 * ratio]);
  ctx.stroke(path(at, [ghost[HIGH], ghost[LOW]]));
  ctx.setLineDash([6 * ratio, 3 * ratio]);
  ctx.stroke(path(at, [ghost[MIDDLE]]));
  return u.ghost.sheet;
}

function paint(u) {
  const { ctx, bbox } = u;
  const { bands, ghost, marks } = u.shown;
  const c = colours();
  const at = places(u, (bands ?? ghost)[0].length);
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  const ratio = devicePixelRatio;
  if (bands) {
    ctx.fillStyle = c.band;
    ctx.fill(path(at, [bands[HIGH], bands[LOW]], true));
    ctx.fillStyle = c.core;
    ctx.fill(path(at, [bands[UPPER], bands[LOWER]], true));
  }
  if (ghost && store.ghost) ctx.drawImage(ghostSheet(u, at, ghost), 0, 0);
  if (bands) {
    ctx.strokeStyle = c.line;
    ctx.lineWidth = 1.75 * ratio;
    ctx.stroke(path(at, [bands[MIDDLE]]));
  }
  ctx.strokeStyle = c.soft;
  ctx.lineWidth = ratio;
  ctx.setLineDash([3 * ratio, 3 * ratio]);
  ctx.beginPath();
  for (const week of marks) {
    const x = at.left + week * at.week;
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
  }
  ctx.stroke();
  ctx.restore();
}

/** Keep the axes as they were drawn, so that a move that needs no others paints bands alone. */
function framed(u) {
  u.paper = sheet(u, u.paper);
  u.paper.getContext("2d").drawImage(u.ctx.canvas, 0, 0);
  paint(u);
}

/** Paint other bands between the same axes. */
function repaint(u) {
  u.ctx.clearRect(0, 0, u.paper.width, u.paper.height);
  u.ctx.drawImage(u.paper, 0, 0);
  paint(u);
}

/** The range of the axis: of all that is shown; while a slider is dragged it only grows. */
function range(shown, earlier, held) {
  let low = Infinity, high = -Infinity;
  for (const rows of [shown.bands, store.ghost ? shown.ghost : null]) {
    if (!rows) continue;
    for (const v of rows[LOW]) if (v < low) low = v;
    for (const v of rows[HIGH]) if (v > high) high = v;
  }
  if (low > high) return earlier ?? [0, 1];
  if (low >= 0 && low < 0.6 * high) low = 0;
  const room = (high - low || Math.abs(high) || 1) * 0.06;
  let out = [low === 0 ? 0 : low - room, high + room];
  if (held && earlier) out = [Math.min(out[0], earlier[0]), Math.max(out[1], earlier[1])];
  return out;
}

export class Chart {
  constructor(box, { onWeek } = {}) {
    this.box = box;
    this.held = false;
    this.shown = { bands: null, ghost: null, marks: [] };
    this.range = null;
    this.plot = null;
    this.onWeek = onWeek;
    this.size = new ResizeObserver(() => this.fit());
    this.size.observe(box);
  }

  options() {
    const c = colours();
    const font = `11px ${FONT}`;
    const axis = { stroke: c.axis, font, grid: { stroke: c.grid, width: 1 }, ticks: { show: false } };
    return {
      width: this.box.clientWidth || 260,
      height: this.box.clientHeight || 150,
      padding: [8, 8, 0, 0],
      legend: { show: false },
      tzDate: (s) => uPlot.tzDate(new Date(s * 1000), "UTC"),
      scales: { x: { time: true }, y: { range: () => this.range ?? [0, 1] } },
      series: [{}, { paths: () => null, points: { show: false } }],
      axes: [
        {
          ...axis, size: 24, space: 44,
          splits: (u, i, low, high) => years(low, high, u.width),
          values: (u, all) => all.map((s) => `${new Date(s * 1000).getUTCFullYear()}`),
        },
        { ...axis, size: 52, space: 28, values: (u, all) => all.map((v) => short(v)) },
      ],
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false } },
      hooks: {
        drawAxes: [framed],
        setCursor: [(u) => this.onWeek?.(u.cursor.idx)],
      },
    };
  }

  /** Show bands (five rows, or null) with the reference's; marks are weeks of dashed lines. */
  show(bands, ghost, marks) {
    const key = [store.theme, store.lang, store.ghost, ...marks].join();
    if (key === this.key && bands === this.shown.bands && ghost === this.shown.ghost) return;
    this.key = key;
    this.shown = { bands, ghost, marks };
    this.box.hidden = !(bands ?? ghost);
    if (!this.box.hidden) this.draw();
  }

  draw() {
    const { bands, ghost } = this.shown;
    const rows = bands ?? ghost;
    const [low, high] = this.range ?? [];
    this.range = range(this.shown, this.range, this.held);
    const xs = xsOf(rows[0].length);
    const theme = `${store.theme}${store.lang}`;
    if (this.plot && this.theme !== theme) this.drop();
    if (!this.plot) {
      this.theme = theme;
      this.plot = new uPlot(this.options(), [xs, rows[MIDDLE]], this.box);
      this.plot.shown = this.shown;
      this.plot.ctx.canvas.lang = store.lang === "zh" ? "zh-Hans" : "en";
      this.plot.ctx.canvas.setAttribute("aria-hidden", "true");
      return;
    }
    this.plot.shown = this.shown;
    const same = this.plot.data[0] === xs && low === this.range[0] && high === this.range[1];
    if (same && this.plot.paper) repaint(this.plot);
    else this.plot.setData([xs, rows[MIDDLE]]);
  }

  fit() {
    const { clientWidth: width, clientHeight: height } = this.box;
    if (this.plot && width && (width !== this.plot.width || height !== this.plot.height)) {
      this.plot.setSize({ width, height });
    }
  }

  drop() {
    this.plot?.destroy();
    this.plot = null;
  }

  end() {
    this.size.disconnect();
    this.drop();
  }
}

const grid = new Map();
function xsOf(count) {
  if (!grid.has(count)) grid.set(count, Array.from({ length: count }, (_, i) => seconds(i)));
  return grid.get(count);
}

function years(low, high, width) {
  const first = new Date(low * 1000).getUTCFullYear() + 1;
  const last = new Date(high * 1000).getUTCFullYear();
  const every = Math.ceil((last - first + 1) / Math.max(2, Math.floor(width / 58)));
  const out = [];
  for (let year = first; year <= last; year += every) out.push(Date.UTC(year, 0, 1) / 1000);
  return out;
}

const made = new WeakMap();
/** Rows in the unit that people read; the same rows give the same answer, so that none is drawn twice. */
export function scaled(rows, factor) {
  if (factor === 1 || !rows) return rows;
  if (!made.has(rows)) made.set(rows, rows.map((row) => row.map((v) => v * factor)));
  return made.get(rows);
}

export const cutWeek = () => weekOf(store.vocabulary.cut_off);
