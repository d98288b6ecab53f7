"use strict";
// Search over all pages, from a file. The index is a script that loads when the field is entered.
// Words must all occur; a run of Chinese characters counts as its pairs, since no space parts its words.
(() => {
  const field = document.getElementById("search");
  const list = document.getElementById("found");
  const MOST = 12, AROUND = 60;
  let asked = false;
  const load = (then) => {
    if (window.SIM_INDEX) return then();
    if (asked) return;
    asked = true;
    const script = document.createElement("script");
    script.src = "search-index.js";
    script.onload = then;
    document.head.append(script);
  };
  const pairs = (word) => {
    if (!/[\u3400-\u9fff]/.test(word) || word.length < 3) return [word];
    return [...word].slice(0, -1).map((_, i) => word.slice(i, i + 2));
  };
  const score = (title, text, words) => {
    let sum = 0;
    for (const word of words) {
      const inTitle = title.includes(word), at = text.indexOf(word);
      if (!inTitle && at < 0) return 0;
      sum += (inTitle ? 10 : 0) + (at >= 0 ? 1 + 1 / (1 + at / 500) : 0);
    }
    return sum;
  };
  const excerpt = (text, words) => {
    const at = Math.max(0, text.toLowerCase().indexOf(words[0]) - AROUND);
    return (at ? "… " : "") + text.slice(at, at + 3 * AROUND) + " …";
  };
  const show = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean).flatMap(pairs);
    list.replaceChildren();
    list.hidden = !words.length;
    if (!words.length || !window.SIM_INDEX) return;
    const hits = window.SIM_INDEX
      .map(([title, address, text]) => [score(title.toLowerCase(), text.toLowerCase(), words), title, address, text])
      .filter(([points]) => points > 0).sort((a, b) => b[0] - a[0]);
    const head = document.createElement("li");
    head.className = "quiet";
    head.textContent = hits.length ? hits.length + " places" : "nothing found";
    list.append(head);
    for (const [, title, address, text] of hits.slice(0, MOST)) {
      const item = document.createElement("li"), link = document.createElement("a");
      const says = document.createElement("span");
      link.href = address;
      link.textContent = title;
      says.className = "quiet";
      says.textContent = excerpt(text, words);
      item.append(link, says);
      list.append(item);
    }
  };
  field.addEventListener("focus", () => load(show));
  field.addEventListener("input", () => load(show));
  document.addEventListener("keydown", (event) => {
    if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) {
      event.preventDefault();
      field.focus();
    }
    if (event.key === "Escape" && document.activeElement === field) {
      field.value = "";
      show();
    }
  });
})();
