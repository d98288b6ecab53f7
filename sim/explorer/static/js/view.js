// Preact with htm, in one place, so that pages import from here.
import { h, render, Fragment } from "../vendor/preact.js";
import htm from "../vendor/htm.js";
export { useEffect, useLayoutEffect, useMemo, useRef, useState } from "../vendor/hooks.js";
export const html = htm.bind(h);
export { render, Fragment };
