"use strict";
// Tables that can be searched, the menu on small screens, and print. Works from a local file.
for (const box of document.querySelectorAll(".filterable")) {
  const rows = [...box.querySelectorAll("tbody tr")];
  const heads = [...box.querySelectorAll("thead th")].map((head) => head.textContent);
  const texts = rows.map((row) => row.textContent.toLowerCase());
  const controls = document.createElement("div");
  controls.className = "controls";
  const search = document.createElement("input");
  search.type = "search";
  search.placeholder = "Filter " + (box.dataset.name || "rows");
  search.setAttribute("aria-label", search.placeholder);
  controls.append(search);
  const cell = (row, column) => row.cells[column].textContent.trim();
  const lists = (box.dataset.columns || "").split(" ").filter(Boolean).map((text) => {
    const column = Number(text);
    const list = document.createElement("select");
    list.setAttribute("aria-label", heads[column]);
    list.append(new Option("any " + heads[column], ""));
    for (const value of [...new Set(rows.map((row) => cell(row, column)))].sort()) {
      if (value) list.append(new Option(value, value));
    }
    controls.append(list);
    return [column, list];
  });
  const count = document.createElement("span");
  count.className = "quiet";
  count.setAttribute("aria-live", "polite");
  controls.append(count);
  const apply = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    rows.forEach((row, i) => {
      const fits = words.every((word) => texts[i].includes(word)) &&
        lists.every(([column, list]) => !list.value || cell(row, column) === list.value);
      row.hidden = !fits;
      shown += fits;
    });
    count.textContent = shown + " of " + rows.length;
  };
  controls.addEventListener("input", apply);
  box.prepend(controls);
  apply();
}
const menu = document.querySelector(".menu");
const narrow = window.matchMedia("(max-width: 56rem)");
const fold = () => { menu.open = !narrow.matches; };
fold();
narrow.addEventListener("change", fold);
menu.querySelector("summary").addEventListener("click", (event) => {
  if (!narrow.matches) event.preventDefault();
});
const openTarget = () => {
  const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target && target.tagName === "DETAILS") target.open = true;
};
openTarget();
window.addEventListener("hashchange", openTarget);
window.addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("main details")) part.open = true;
});
// What is wider than its place and scrolls can be reached by keyboard; what fits is no stop.
const reach = () => {
  for (const box of document.querySelectorAll("pre, .scroll, .formula")) {
    if (box.scrollWidth > box.clientWidth) box.tabIndex = 0;
    else box.removeAttribute("tabindex");
  }
};
reach();
window.addEventListener("load", reach);
window.addEventListener("resize", reach);
document.addEventListener("toggle", reach, true);
