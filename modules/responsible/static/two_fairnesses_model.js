// The counts and rates of a course, as on the server: groups.py is the reference.

/** Who is chosen, forgotten, chosen without need, when a score from `bar` on is enough. */
export function counted({ needing, fine }, bar) {
  const found = needing.filter((score) => score >= bar).length;
  const needless = fine.filter((score) => score >= bar).length;
  return { found, needless, chosen: found + needless, forgotten: needing.length - found };
}

/** Criterion -> percentage. */
export function ratesOf({ needing, fine }, { found, chosen }) {
  return {
    parity: (100 * chosen) / (needing.length + fine.length),
    chances: (100 * found) / needing.length,
    precision: chosen ? (100 * found) / chosen : 0,
  };
}
