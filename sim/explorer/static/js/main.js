// Start: the token out of the address, the vocabulary, the state, then the first bands.
import { get, keepToken } from "./api.js";
import { PAGES, change, fragment, goTo, readFragment, store, tell, useStore } from "./store.js";
import { Kept, html, render, useEffect, useRef } from "./view.js";
import { t, told } from "./words.js";
import { ask, counts, headlines, idle } from "./jobs.js";
import { partOf, sameState } from "./cards.js";
import { Explore } from "./explore.js";
import { ExportMenu, openFile } from "./export.js";

// pages that are not shown first are fetched when they are opened
const VIEWS = { explore: Explore };
const LOADED = {
  compare: () => import("./compare.js"),
  assumptions: () => import("./assumptions.js"),
  sweeps: () => import("./sweeps.js"),
  record: () => import("./record.js"),
  questions: () => import("./questions.js"),
};

function View() {
  const { page } = store;
  useEffect(() => {
    if (VIEWS[page]) return;
    LOADED[page]().then((module) => { VIEWS[page] = module.Page; tell(); });
  }, [page]);
  const Shown = VIEWS[page];
  return Shown ? html`<${Shown} />` : html`<p class="loading" role="status">${t("loading_page")}</p>`;
}

function Nav() {
  return html`<nav aria-label=${t("pages")}>${PAGES.map((page) => html`<button key=${page} aria-current=${store.page === page ? "page" : undefined}
    onClick=${() => { goTo(page); ask(); }}>${t(`page_${page}`)}</button>`)}</nav>`;
}

function setTheme() {
  store.theme = store.theme === "dark" ? "light" : "dark";
  document.documentElement.dataset.theme = store.theme;
  sessionStorage.setItem("sim-theme", store.theme);
  tell();
}

function setLang(lang) {
  store.lang = lang;
  sessionStorage.setItem("sim-lang", lang);
  document.documentElement.lang = lang === "zh" ? "zh-Hans" : "en";
  tell();
}

function Header() {
  return html`<header class="top">
    <a class="skip" href="#main" onClick=${(e) => { e.preventDefault(); document.getElementById("main").focus(); }}>${t("skip")}</a>
    <p class="brand">sim <b>explore</b></p>
    <${Nav} />
    <div class="tools"><${ExportMenu} />
      <button lang=${store.lang === "zh" ? "en" : "zh-Hans"} onClick=${() => setLang(store.lang === "zh" ? "en" : "zh")}>${store.lang === "zh" ? "EN" : "中文"}</button>
      <button onClick=${setTheme} aria-label=${t("theme")} title=${t("theme")}>◐</button>
      <button onClick=${() => document.getElementById("help").showModal()} aria-label=${t("help")} title=${t("help")}>?</button></div>
  </header>`;
}

function Help() {
  const box = useRef(null);
  const keys = ["slash", "b", "help", "arrows", "page", "steps", "back"];
  return html`<dialog id="help" ref=${box} aria-labelledby="help-title"><h2 id="help-title">${t("help")}</h2>
    <p>${t("help_what")}</p>
    <dl>${keys.map((k) => html`<dt><kbd>${t(`key_${k}`)}</kbd></dt><dd>${t(`key_${k}_does`)}</dd>`)}</dl>
    <button onClick=${() => box.current.close()}>${t("close")}</button></dialog>`;
}

function Live() {
  if (!store.answer || store.held || store.page !== "explore") return null;
  const first = partOf(store.answer, headlines()[0]);
  const words = first ? told(sameState() ? first.said : first.difference?.said ?? first.said) : "";
  return html`<p class="visually-hidden" aria-live="polite">${words} ${store.moves ? t("moves_count", store.moves) : ""}</p>`;
}

function Notices() {
  const { state } = store;
  const ranges = Object.keys(state.only).length;
  return html`
    ${store.notice && html`<p class="notice" role="status">${t("other_edition", { edition: store.notice, own: store.vocabulary.edition })} <button class="link" onClick=${() => { store.notice = ""; tell(); }}>${t("close")}</button></p>`}
    ${store.error && html`<p class="notice error" role="alert"><span lang="en">${store.error}</span></p>`}
    ${store.broken && html`<p class="notice error" role="alert">${t("bad_link")} <button class="link" onClick=${() => { store.broken = false; tell(); }}>${t("close")}</button></p>`}
    ${store.said && html`<p class="notice" role="status">${store.said} <button class="link" onClick=${() => { store.said = ""; tell(); }}>${t("close")}</button></p>`}
    ${ranges > 0 && store.answer && html`<p class="notice">${t("narrowed", { ranges, counted: store.answer.counted, members: state.members })}
      <button class="link" onClick=${() => { change({ only: {} }); ask(); }}>${t("reset")}</button></p>`}`;
}

function App() {
  useStore();
  useEffect(() => {
    const body = document.body;
    const over = (e) => e.preventDefault();
    const drop = (e) => { e.preventDefault(); if (e.dataTransfer.files[0]) openFile(e.dataTransfer.files[0]); };
    body.addEventListener("dragover", over);
    body.addEventListener("drop", drop);
    return () => { body.removeEventListener("dragover", over); body.removeEventListener("drop", drop); };
  }, []);
  const { lang, page, state } = store;
  return html`<${Kept} on=${[lang, page, state.cards]}><${Header} /><//><${Notices} /><main id="main" tabindex="-1"><${View} /></main>
    <footer class="limits-line"><b>${t("limits_line")}</b> ${t("limits_more", { members: state.members })}</footer>
    <${Kept} on=${[lang]}><${Help} /><//><${Live} />`;
}

function keys(event) {
  const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(event.target.tagName) && event.target.type !== "range" && event.target.type !== "radio";
  if (event.ctrlKey || event.metaKey || event.altKey || typing) return;
  if (event.key === "/") document.getElementById("search")?.focus();
  else if (event.key === "b") { store.ghost = !store.ghost; tell(); }
  else if (event.key === "?") document.getElementById("help").showModal();
  else return;
  event.preventDefault();
}

async function start() {
  const params = new URLSearchParams(location.hash.slice(1));
  const known = keepToken(params);
  const lang = params.get("lang") ?? sessionStorage.getItem("sim-lang") ?? "en";
  const app = document.getElementById("app");
  if (!known) {
    app.textContent = "This page opens by the address that sim explore printed. 请用 sim explore 打印的地址打开本页。";
    return;
  }
  params.delete("token");
  params.delete("lang");
  history.replaceState(null, "", `#${params}`);
  try {
    store.vocabulary = await get("vocabulary");
  } catch (error) {
    app.textContent = error.message;
    return;
  }
  readFragment();
  setLang(lang === "zh" ? "zh" : "en");
  history.replaceState(null, "", fragment());
  app.textContent = "";
  render(html`<${App} />`, app);
  addEventListener("popstate", () => { readFragment(); store.held = false; tell(); ask(); });
  addEventListener("keydown", keys);
  addEventListener("pointerup", () => { if (store.held) { store.held = false; tell(); } });
  window.simExplore = { store, counts, idle };
  ask();
}

start();
