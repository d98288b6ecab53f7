// Texts, names, numbers and dates in the language of the page.
import { store } from "./store.js";

export function t(key, gaps = {}) {
  const text = store.vocabulary?.text[store.lang]?.[key] ?? key;
  return text.replace(/\{(\w+)\}/g, (_, name) => gaps[name] ?? "");
}

export const named = (thing) => thing?.names?.[store.lang] ?? thing?.name ?? "";
export const told = (by) => by?.[store.lang] ?? by?.en ?? "";

const lists = new Map();
function find(list, name) {
  if (!lists.has(list)) lists.set(list, new Map(store.vocabulary[list].map((one) => [one.name, one])));
  return lists.get(list).get(name);
}
export const measureOf = (name) => find("measures", name.split(":")[0]);
export const leverOf = (name) => find("levers", name);
export const scenarioOf = (name) => find("scenarios", name);

export function titleOf(name) {
  const of = scenarioOf(name);
  return of ? told(of.titles) : name;
}

/** What a card is called: the measure and its part. */
export function cardName(name) {
  const [, part] = name.split(":");
  const m = measureOf(name);
  if (!m) return name;
  if (!part) return named(m);
  const of = part === "total" ? t("total") : named(m.parts.find((p) => p.name === part));
  return t("part", { name: named(m), part: of });
}

const SCALES = {
  en: [[1e9, " bn"], [1e6, " m"], [1e4, " k", 1e3]],
  zh: [[1e8, "亿"], [1e4, "万"]],
};

export function short(value, digits = 3) {
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  const size = Math.abs(value);
  const sign = value < 0 ? "−" : "";
  for (const [from, name, by] of SCALES[store.lang]) {
    if (size >= from) return sign + trim(size / (by ?? from), digits) + name;
  }
  return sign + trim(size, digits);
}

function trim(size, digits) {
  if (size === 0) return "0";
  const places = Math.max(0, digits - 1 - Math.floor(Math.log10(size)));
  const text = size.toFixed(Math.min(places, 6));
  return text.includes(".") ? text.replace(/\.?0+$/, "") : text;
}

const WEEK = 7 * 86400;
let startSeconds = 0;

export const seconds = (week) => {
  startSeconds ||= Date.parse(`${store.vocabulary.start}T00:00:00Z`) / 1000;
  return startSeconds + week * WEEK;
};
export const dateOf = (week) => new Date(seconds(week) * 1000).toISOString().slice(0, 10);
export const weekOf = (day) =>
  Math.floor((Date.parse(`${day}T00:00:00Z`) / 1000 - seconds(0)) / WEEK);

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

export function dayWords(week) {
  const day = new Date(seconds(week) * 1000);
  const [y, m, d] = [day.getUTCFullYear(), day.getUTCMonth(), day.getUTCDate()];
  return store.lang === "zh" ? `${y}年${m + 1}月${d}日` : `${d} ${MONTHS[m]} ${y}`;
}

export const share = (value) => {
  const text = value > 0 && value < 0.01 ? "<1" : value < 1 && value > 0.99 ? ">99" : `${Math.round(value * 100)}`;
  return store.lang === "zh" ? `${text}%` : `${text} %`;
};
