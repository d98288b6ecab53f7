// A mark beside a name: what it is, what it rests on and how well, on a click or a key.
import { store } from "./store.js";
import { named, t, told } from "./words.js";
import { html, useEffect, useRef, useState } from "./view.js";
import { get } from "./api.js";

let sources = null;
export const allSources = () => (sources ??= get("sources"));

export function Source({ id }) {
  const [of, setOf] = useState(null);
  useEffect(() => {
    let here = true;
    allSources().then((all) => here && setOf(all[id] ?? {}));
    return () => (here = false);
  }, [id]);
  if (!of) return html`<p>${id} …</p>`;
  return html`<p class="source" lang="en"><b>${id}</b> ${of.source_publisher}: “${of.source_title}”,
    ${of.source_date}. ${of.quote_or_note} <span class="grade">${of.confidence}</span></p>`;
}

export function Mark({ lever, measure, assumption }) {
  const [open, setOpen] = useState(false);
  const box = useRef(null);
  useEffect(() => {
    if (!open) return;
    if (open === "kept") box.current?.querySelector(".pop")?.scrollIntoView({ block: "nearest" });
    const away = (e) => {
      if (e.key === "Escape" || (e.type === "pointerdown" && !box.current?.contains(e.target))) setOpen(false);
    };
    addEventListener("keydown", away);
    addEventListener("pointerdown", away);
    return () => {
      removeEventListener("keydown", away);
      removeEventListener("pointerdown", away);
    };
  }, [open]);
  const of = lever ?? measure ?? assumption;
  const source = lever?.source ?? (assumption ? assumption : null);
  const grade = source?.confidence ?? (measure?.targets ? "record" : "none");
  const label = `${t("about")} ${named(of) || of.key}`;
  // a pointer that rests opens it; a click or key keeps it open until Escape or a click elsewhere
  const rest = useRef(0);
  const enter = (e) => e.pointerType === "mouse" && (rest.current = setTimeout(() => setOpen(open || "rest"), 250));
  const leave = () => { clearTimeout(rest.current); if (open === "rest") setOpen(false); };
  return html`<span class="mark" ref=${box} onPointerEnter=${enter} onPointerLeave=${leave}>
    <button class=${`dot ${grade}`} aria-expanded=${Boolean(open)} aria-label=${label} title=${label}
      onClick=${() => setOpen(open === "kept" ? false : "kept")}>i</button>
    ${open && html`<div class="pop" role="note">
      <p><b>${named(of) === of.key ? html`<code>${of.key}</code>` : named(of)}</b></p>
      ${store.lang === "en" && (lever?.meaning ?? measure?.definition) && html`<p>${lever?.meaning ?? measure.definition}</p>`}
      ${lever && lever.low !== undefined && html`<p>${t("range")} ${lever.low}–${lever.high} ${told(lever.units)}</p>`}
      ${measure && html`<p>${measure.targets ? t("held", { count: measure.targets }) : t("not_held")}</p>`}
      ${source && html`<p>${t("confidence")}${t("colon")}${t(`grade_${source.confidence}`)}</p>`}
      ${source && html`<p lang="en" class="source">${source.basis}</p>`}
      ${source?.evidence?.map((id) => html`<${Source} id=${id} key=${id} />`)}
      ${(lever?.claims?.length ?? 0) > 0 && html`<p class="soft">${lever.claims.join(" ")}</p>`}
    </div>`}
  </span>`;
}
