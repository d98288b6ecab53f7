// A drawing with its numbers behind a key: whoever cannot see the one reads the other.
import { t } from "./words.js";
import { html, useState } from "./view.js";

/** Rows are lists of cells, the first one the row's heading; a cell may be text or a button. */
export function Numbers({ caption, head, rows }) {
  return html`<div class="scroll" tabindex="0" role="group" aria-label=${caption}><table><caption>${caption}</caption>
    <thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
    <tbody>${rows.map(([first, ...rest]) => html`<tr><th scope="row">${first}</th>${rest.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
}

/** What is drawn, or its table; the table is made when it is asked for. */
export function Figure({ name, numbers, children }) {
  const [open, setOpen] = useState(false);
  return html`<div class="figure"><button class="key" aria-pressed=${open} aria-label=${`${t("table")}${t("colon")}${name}`} title=${t("table")} onClick=${() => setOpen(!open)}>▤</button>
    ${open ? html`<${Numbers} ...${numbers()} />` : children}</div>`;
}
