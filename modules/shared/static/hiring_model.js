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

/** 300 steps of gradient descent on the mean loss, from zero; `ranks` are those of the columns. */
function fit(rows, ranks) {
  const columns = ranks.map((rank) => {
    const values = rows.map(({ row }) => row[rank]);
    const middle = mean(values);
    const deviation = Math.sqrt(mean(values.map((v) => (v - middle) ** 2))) || 1;
    return { rank, middle, deviation, scaled: values.map((v) => (v - middle) / deviation) };
  });
  const width = columns.length;
  const weights = Array(width).fill(0);
  let intercept = 0;
  const errors = new Float64Array(rows.length);
  for (let epoch = 0; epoch < EPOCHS; epoch += 1) {
    for (let i = 0; i < rows.length; i += 1) {
      let total = 0;
      for (let place = 0; place < width; place += 1)
        total += weights[place] * columns[place].scaled[i];
      errors[i] = 1 / (1 + Math.exp(-(intercept + total))) - rows[i].chosen;
    }
    for (let place = 0; place < width; place += 1) {
      let slope = 0;
      for (let i = 0; i < rows.length; i += 1) slope += errors[i] * columns[place].scaled[i];
      weights[place] -= RATE * (slope / rows.length + DECAY * weights[place]);
    }
    intercept -= RATE * mean(errors);
  }
  return { columns, weights, intercept };
}

/**
 * Train on the history as set, then choose among the new candidates. `bar` is the probability, in
 * percent, from which somebody of group B is chosen.
 */
export function run(history, { share, noise, group, interrupted = true, bar = 50 }) {
  const hidden = { group: !group, interrupted: !interrupted };
  const ranks = [...COLUMNS.keys()].filter((rank) => !hidden[COLUMNS[rank]]);
  const { columns, weights, intercept } = fit(training(history, share, noise), ranks);
  const least = [0, Math.log(bar / (100 - bar))];
  const chosen = history.new.map((row) => {
    const total = weights.reduce((sum, weight, place) => {
      const { rank, middle, deviation } = columns[place];
      return sum + weight * ((row[rank] - middle) / deviation);
    }, 0);
    return intercept + total >= least[row[GROUP]];
  });
  const rate = (wanted) => mean(chosen.filter((_, i) => history.new[i][GROUP] === wanted).map(Number));
  const [rateA, rateB] = [rate(0), rate(1)];
  const agreed = chosen.filter((choice, i) => Number(choice) === history.new[i][CHOSEN]).length;
  return {
    rateA,
    rateB,
    ratio: rateA ? rateB / rateA : 1,
    agreement: agreed / chosen.length,
    weights: weights.map((weight, place) => [COLUMNS[columns[place].rank], weight]),
    chosen,
  };
}
