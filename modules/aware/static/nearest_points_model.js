// The two sorters, computed exactly as on the server: classifiers.py is the reference.
// A point is [x, y, label] in whole tenths.

export const SIDE = 100;
export const GRID = 40;

/** The k nearest points, nearest first; equal distances keep the order of the list. */
export function neighbours(points, x, y, k) {
  return points
    .map(([px, py, label], rank) => ({ rank, label, squared: (px - x) ** 2 + (py - y) ** 2 }))
    .sort((a, b) => a.squared - b.squared || a.rank - b.rank)
    .slice(0, k);
}

function byNeighbours(points, x, y, k) {
  const nearest = neighbours(points, x, y, k);
  const votes = nearest.reduce((sum, n) => sum + n.label, 0);
  if (2 * votes === nearest.length) return nearest[0].label;
  return 2 * votes > nearest.length ? 1 : 0;
}

const majority = (labels) => (2 * labels.reduce((a, b) => a + b, 0) >= labels.length ? 1 : 0);

/** The cut with the least Gini impurity; equal cuts: x before y, then the lowest. */
export function fitStump(points) {
  let best = null;
  for (const axis of [0, 1]) {
    const values = [...new Set(points.map((p) => p[axis]))].sort((a, b) => a - b);
    for (let i = 1; i < values.length; i += 1) {
      const doubled = values[i - 1] + values[i];
      const low = points.filter((p) => 2 * p[axis] < doubled).map((p) => p[2]);
      const high = points.filter((p) => 2 * p[axis] >= doubled).map((p) => p[2]);
      const lows = low.reduce((a, b) => a + b, 0);
      const highs = high.reduce((a, b) => a + b, 0);
      // Impurities as fractions, so that equal cuts are seen as equal.
      const top =
        lows * (low.length - lows) * high.length + highs * (high.length - highs) * low.length;
      const bottom = low.length * high.length;
      if (best === null || top * best.bottom < best.top * bottom) {
        best = { top, bottom, axis, doubled, low: majority(low), high: majority(high) };
      }
    }
  }
  if (best === null) {
    const label = majority(points.map((p) => p[2]));
    return { axis: 0, doubled: 0, low: label, high: label };
  }
  return best;
}

/** A function (x, y) -> label for a sorter trained on the points. */
export function train(points, method) {
  if (method === "stump") {
    const { axis, doubled, low, high } = fitStump(points);
    return (x, y) => (2 * (axis === 0 ? x : y) < doubled ? low : high);
  }
  const k = Number(method.slice(3));
  return (x, y) => byNeighbours(points, x, y, k);
}

/** The answers at the centres of the GRID x GRID cells, row by row from the bottom. */
export function regions(points, method) {
  const sorter = train(points, method);
  const centre = (cell) => Math.floor(((2 * cell + 1) * SIDE) / (2 * GRID));
  return Array.from({ length: GRID }, (_, row) =>
    Array.from({ length: GRID }, (_, column) => sorter(centre(column), centre(row))),
  );
}

/** The points as one form field. */
export const written = (points) => points.map((p) => p.join(".")).join(";");
