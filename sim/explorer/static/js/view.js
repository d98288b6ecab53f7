// Preact with htm, in one place, so that pages import from here.
import { h, render, Fragment } from "../vendor/preact.js";
import htm from "../vendor/htm.js";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "../vendor/hooks.js";
export { useEffect, useLayoutEffect, useMemo, useRef, useState };
export const html = htm.bind(h);
export { render, Fragment };

/** A part of the page that is made again only when one of the values changes that it is made on. */
export const Kept = ({ on, children }) => useMemo(() => children, on);
