// Preact with htm, in one place, so that pages import from here.
import { h, render, Fragment } from "../vendor/preact.js";
import htm from "../vendor/htm.js";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "../vendor/hooks.js";
export { useEffect, useLayoutEffect, useMemo, useRef, useState };
export const html = htm.bind(h);
export { render, Fragment };

/** A part of the page that is made again only when one of the values changes that it is made on. */
export const Kept = ({ on, children }) => useMemo(() => children, on);

/** These values; while it `waits`, a box out of sight has those that it had before. */
export function useInSight(box, values, waits) {
  const [seen, setSeen] = useState(true);
  const had = useRef(values);
  useEffect(() => {
    const sight = new IntersectionObserver((found) => setSeen(found.at(-1).isIntersecting));
    sight.observe(box.current);
    return () => sight.disconnect();
  }, []);
  if (seen || !waits) had.current = values;
  return had.current;
}
