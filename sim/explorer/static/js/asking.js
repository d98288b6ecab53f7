// Answers for pages: one question in flight, only the newest one waits.
import { store, tell } from "./store.js";
import { get, post } from "./api.js";
import { useEffect, useRef, useState } from "./view.js";

/** The answer to a question, or null; `body` null asks nothing, false asks by GET. */
export function useAnswer(path, body) {
  const [found, setFound] = useState(null);
  const line = useRef({ flying: false, waiting: null, here: true });
  const key = JSON.stringify(body);
  useEffect(() => () => { line.current.here = false; }, []);
  useEffect(() => {
    if (body === null) return;
    line.current.waiting = { path, body };
    pump(line.current, setFound);
  }, [path, key]);
  return found;
}

async function pump(line, setFound) {
  if (line.flying || !line.waiting) return;
  const { path, body } = line.waiting;
  line.waiting = null;
  line.flying = true;
  try {
    const answer = await (body === false ? get(path) : post(path, body));
    if (line.here) setFound(answer);
    if (store.error) { store.error = ""; tell(); }
  } catch (error) {
    store.error = error.message;
    tell();
  }
  line.flying = false;
  pump(line, setFound);
}
