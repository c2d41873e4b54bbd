// The logistic regression of the bias lab, as the server computes it (regression.py).
const EPOCHS = 300;
const RATE = 0.5;
const DECAY = 0.01;
const TRAINED = 600;
export const COLUMNS = ["years", "mark", "interrupted", "school", "group"];
const GROUP = 4;
const CHOSEN = 5;
const LUCK = 6;

/** 600 rows, `share` percent of group B, `noise` percent of decisions turned over. */
function training(history, share, noise) {
  const count = Math.floor((TRAINED * share) / 100);
  const rows = [...history.pastA.slice(0, TRAINED - count), ...history.pastB.slice(0, count)];
  return rows.map((row) => ({
    row,
    chosen: row[LUCK] < noise ? 1 - row[CHOSEN] : row[CHOSEN],
  }));
}

const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

/** 300 steps of gradient descent on the mean loss, from zero. */
function fit(rows, width) {
  const columns = Array.from({ length: width }, (_, rank) => {
    const values = rows.map(({ row }) => row[rank]);
    const middle = mean(values);
    const deviation = Math.sqrt(mean(values.map((v) => (v - middle) ** 2))) || 1;
    return { middle, deviation, scaled: values.map((v) => (v - middle) / deviation) };
  });
  const weights = Array(width).fill(0);
  let intercept = 0;
  const errors = new Float64Array(rows.length);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (let i = 0; i < rows.length; i += 1) {
      let total = 0;
      for (let rank = 0; rank < width; rank += 1) total += weights[rank] * columns[rank].scaled[i];
      errors[i] = 1 / (1 + Math.exp(-(intercept + total))) - rows[i].chosen;
    }
    for (let rank = 0; rank < width; rank += 1) {
      let slope = 0;
      for (let i = 0; i < rows.length; i += 1) slope += errors[i] * columns[rank].scaled[i];
      weights[rank] -= RATE * (slope / rows.length + DECAY * weights[rank]);
    }
    intercept -= RATE * mean(errors);
  }
  return { columns, weights, intercept };
}

/** Train on the history as set, then choose among the new candidates. */
export function run(history, { share, noise, group }) {
  const width = group ? COLUMNS.length : COLUMNS.length - 1;
  const { columns, weights, intercept } = fit(training(history, share, noise), width);
  const chosen = history.new.map((row) => {
    const total = weights.reduce(
      (sum, weight, rank) =>
        sum + weight * ((row[rank] - columns[rank].middle) / columns[rank].deviation),
      0,
    );
    return intercept + total >= 0;
  });
  const rate = (wanted) => mean(chosen.filter((_, i) => history.new[i][GROUP] === wanted).map(Number));
  const [rateA, rateB] = [rate(0), rate(1)];
  const agreed = chosen.filter((choice, i) => Number(choice) === history.new[i][CHOSEN]).length;
  return {
    rateA,
    rateB,
    ratio: rateA ? rateB / rateA : 1,
    agreement: agreed / chosen.length,
    weights: weights.map((weight, rank) => [COLUMNS[rank], weight]),
  };
}
