// The estimate of the footprint gauge, as the server computes it (estimator.py).
import { decimal } from "./host.js";

const lighter = (share) => (day) => ({ ...day, lightness: day.lightness * share });

/** In the order they are applied, whatever the order chosen. */
export const ACTIONS = {
  "fewer-videos": (day) => ({ ...day, video: day.video / 2, image: day.image + day.video / 2 }),
  "fewer-images": (day) => ({ ...day, image: day.image / 2 }),
  "less-reasoning": (day) => ({
    ...day,
    reasoning: day.reasoning / 2,
    text: day.text + day.reasoning / 2,
  }),
  shorter: lighter(0.5),
  smaller: lighter(0.55),
  grouped: lighter(0.6),
  "without-ai": lighter(0.5),
  "no-thanks": lighter(0.98),
  dark: lighter(1),
};

/** The day of these uses, in the order of the form. */
export function dayOf([text, reasoning, image, video]) {
  return { text, reasoning, image, video, lightness: 1 };
}

export function after(day, actions) {
  return Object.entries(ACTIONS).reduce(
    (changed, [name, change]) => (actions.includes(name) ? change(changed) : changed),
    day,
  );
}

/** kWh a year of each use: low, central, high. `values` are Wh each. */
export function byUse(day, days, values) {
  const amounts = [day.text * day.lightness, day.reasoning, day.image, day.video];
  return values.map((levels, rank) => levels.map((wh) => (amounts[rank] * days * wh) / 1000));
}

/** kWh a year: low, central, high. */
export function energy(day, days, values) {
  const uses = byUse(day, days, values);
  return [0, 1, 2].map((level) => uses.reduce((sum, levels) => sum + levels[level], 0));
}

/** The share of the central estimate that actions save. */
export function gain(day, actions, values) {
  return 1 - energy(after(day, actions), 1, values)[1] / energy(day, 1, values)[1];
}

/** Two significant digits, with the marks of the language: `0,38`, `21`, `1 200`. */
export function number(value, language) {
  if (value <= 0) return "0";
  const power = Math.floor(Math.log10(value)) - 1;
  const digits = Math.floor(value / 10 ** power + 0.5);
  const decimals = Math.max(0, -power - (digits === 100 ? 1 : 0));
  return decimal(digits * 10 ** power, decimals, language);
}
