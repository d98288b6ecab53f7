// What can be taken away: links, files, commands, tables and pictures, each with title, unit, source.
import { change, fresh, store, tell } from "./store.js";
import { cardName, dateOf, dayWords, measureOf, short, t, titleOf, told } from "./words.js";
import { html, useState } from "./view.js";
import { post } from "./api.js";
import { ask, cardNames, stateBody } from "./jobs.js";
import { partOf, rowsOf } from "./cards.js";
import { scaled } from "./chart.js";

function save(name, content, type) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(content instanceof Blob ? content : new Blob([content], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10000);
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    store.said = t("copied");
  } catch {
    store.said = text;
  }
  tell();
}

const source = () =>
  t("source", {
    edition: store.vocabulary.edition, members: store.state.members, seed: store.state.seed,
    scenario: titleOf(store.state.scenario), cut: store.vocabulary.cut_off,
  });

export function csv() {
  const rows = [["measure", "part", "date", "q05", "q25", "q50", "q75", "q95", "unit"]];
  for (const name of cardNames()) {
    const found = partOf(store.answer, name);
    if (!found?.bands) continue;
    const [measure, part = ""] = name.split(":");
    const unit = measureOf(name).unit;
    found.bands[0].forEach((_, i) => rows.push([measure, part, dateOf(i), ...found.bands.map((r) => r[i]), unit]));
  }
  return `# ${source()}\n${rows.map((row) => row.join(",")).join("\n")}\n`;
}

const escaped = (text) => text.replace(/[&<>"]/g, (c) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" })[c]);

/** One card as a drawing of its own, with everything that a reader needs inside. */
export function svg(name) {
  const m = measureOf(name);
  const bands = scaled(partOf(store.answer, name)?.bands, m.shown.factor);
  const ghost = scaled(partOf(store.reference, name)?.bands, m.shown.factor);
  if (!bands) return "";
  const [w, h, left, right, top, bottom] = [900, 520, 80, 20, 76, 74];
  const count = bands[0].length;
  const all = [...bands[0], ...bands[4], ...(ghost ? [...ghost[0], ...ghost[4]] : [])];
  let low = Math.min(...all);
  const high = Math.max(...all) || 1;
  if (low >= 0 && low < 0.6 * high) low = 0;
  const x = (i) => (left + (i / (count - 1)) * (w - left - right)).toFixed(1);
  const y = (v) => (h - bottom - ((v - low) / (high - low || 1)) * (h - top - bottom)).toFixed(1);
  const line = (row) => row.map((v, i) => `${i ? "L" : "M"}${x(i)} ${y(v)}`).join("");
  const area = (a, b) => `${line(a)}${[...b].reverse().map((v, i) => `L${x(count - 1 - i)} ${y(v)}`).join("")}Z`;
  const years = rowsOf(bands).slice(0, -1).map(([i]) => i + 1);
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((p) => low + p * (high - low));
  const unit = told(m.shown.units);
  const text = (px, py, size, what, more = "") => `<text x="${px}" y="${py}" font-size="${size}" ${more}>${escaped(what)}</text>`;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" font-family="Helvetica, Arial, 'Noto Sans CJK SC', 'Noto Sans SC', 'PingFang SC', 'Microsoft YaHei', sans-serif" fill="#1b1d21">`,
    `<title>${escaped(cardName(name))}</title><rect width="${w}" height="${h}" fill="#fff"/>`,
    text(left, 30, 19, `${cardName(name)}${unit ? ` (${unit})` : ""}`, 'font-weight="bold"'),
    text(left, 54, 13, told(partOf(store.answer, name).difference?.cell) || titleOf(store.state.scenario), 'fill="#565b63"'),
    ...ticks.map((v) => `<path d="M${left} ${y(v)}H${w - right}" stroke="#e3e5e9"/>${text(left - 8, Number(y(v)) + 4, 12, short(v), 'text-anchor="end"')}`),
    ...years.map((i) => text(x(i), h - bottom + 20, 12, dateOf(i).slice(0, 4), 'text-anchor="middle"')),
    `<path d="${area(bands[4], bands[0])}" fill="#bcd4ea"/><path d="${area(bands[3], bands[1])}" fill="#86b2da"/>`,
    ghost ? [ghost[0], ghost[4]].map((row) => `<path d="${line(row)}" fill="none" stroke="#777" stroke-dasharray="3 3"/>`).join("") + `<path d="${line(ghost[2])}" fill="none" stroke="#777" stroke-dasharray="7 4"/>` : "",
    `<path d="${line(bands[2])}" fill="none" stroke="#174a7c" stroke-width="2"/>`,
    text(left, h - 34, 11, `${t("legend_bands")}${t("stop")}${t("legend_ghost", { title: titleOf(store.state.against) })}`, 'fill="#565b63"'),
    text(left, h - 16, 11, source(), 'fill="#565b63"'), "</svg>",
  ];
  return parts.join("");
}

function png(name) {
  return new Promise((done, fail) => {
    const url = URL.createObjectURL(new Blob([svg(name)], { type: "image/svg+xml" }));
    const image = new Image();
    image.onload = () => {
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [1800, 1040];
      canvas.getContext("2d").drawImage(image, 0, 0, 1800, 1040);
      URL.revokeObjectURL(url);
      canvas.toBlob(done, "image/png");
    };
    image.onerror = fail;
    image.src = url;
  });
}

export async function openFile(file) {
  try {
    const given = await post("open", { toml: await file.text() });
    store.page = "explore";
    store.lastMoved = null;
    const { cards, against, members, seed, weeks } = store.state;
    change({ ...fresh(store.vocabulary), cards, against, members, seed, weeks, ...given });
    ask();
  } catch (error) {
    store.error = error.message;
    tell();
  }
}

export function ExportMenu() {
  const [open, setOpen] = useState(false);
  const [card, setCard] = useState(cardNames()[0]);
  const [busy, setBusy] = useState(false);
  const out = async (kind) => {
    const found = await post("scenario.toml", stateBody());
    if (kind === "toml") save(found.file, found.toml, "application/toml");
    else await copy(found[kind]);
    setOpen(false);
  };
  const report = async () => {
    setBusy(true);
    try {
      const { state } = store;
      const text = await post("report", { ...stateBody(), against: state.against, language: store.lang });
      save(`report-${state.scenario}.html`, text, "text/html");
    } catch (error) {
      store.error = error.message;
      tell();
    }
    setBusy(false);
    setOpen(false);
  };
  return html`<div class="menu">
    <button id="copy-link" onClick=${() => copy(location.href)}>${t("copy_link")}</button>
    <button id="export" aria-expanded=${open} onClick=${() => setOpen(!open)}>${t("take")}</button>
    ${open && html`<div class="drop">
      <button onClick=${() => out("toml")}>${t("take_toml")}</button>
      <button onClick=${() => out("command")}>${t("take_command")}</button>
      <button onClick=${() => out("python")}>${t("take_python")}</button>
      <button onClick=${() => save(`${store.state.scenario}.csv`, csv(), "text/csv")}>${t("take_csv")}</button>
      <label class="field"><span>${t("picture_of")}</span><select value=${card} onChange=${(e) => setCard(e.target.value)}>
        ${cardNames().map((n) => html`<option value=${n}>${cardName(n)}</option>`)}</select></label>
      <button onClick=${() => save(`${card.replace(":", "-")}.svg`, svg(card), "image/svg+xml")}>SVG</button>
      <button onClick=${async () => save(`${card.replace(":", "-")}.png`, await png(card))}>PNG</button>
      <button disabled=${busy} onClick=${report}>${busy ? t("working") : t("take_report")}</button>
      <label class="button">${t("open_file")}<input type="file" accept=".toml" class="visually-hidden"
        onChange=${(e) => { if (e.target.files[0]) openFile(e.target.files[0]); setOpen(false); }} /></label>
    </div>`}
  </div>`;
}

export { dayWords };
