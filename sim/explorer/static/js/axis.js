// A scale of values along a line of a drawing, with round numbers to label it.

const NEAR = 0.1; // part of the highest value under which the lowest is as good as none

/** From values to places: `start` is where the lowest lies, `length` how far the highest is from it. */
export function axis(values, start, length) {
  const known = values.filter((v) => v !== null);
  const [first, high] = [Math.min(...known), Math.max(...known)];
  const low = first >= 0 && first < NEAR * high ? 0 : first;
  const at = (v) => start + ((v - low) / (high - low || 1)) * length;
  return { low, high, at, ticks: round(low, high) };
}

/** Three to six round numbers between two ends. */
function round(low, high) {
  if (!(high > low)) return [low];
  const rough = (high - low) / 4;
  const ten = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((n) => n * ten).find((n) => n >= rough);
  const out = [];
  for (let n = Math.ceil(low / step); n * step <= high; n++) out.push(n * step);
  return out;
}
