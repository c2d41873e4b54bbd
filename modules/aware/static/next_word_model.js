// The text generator, computed as on the server: model.py is the reference, operation by operation.

export const MOST_WORDS = 25;
export const SHOWN = 8;
const ADDED = 0.01;
const WEIGHTS = [0.7, 0.25, 0.05];
const ENDS = new Set([".", "!", "?"]);
const SPACED = { ";": "\u202f;", "!": "\u202f!", "?": "\u202f?", ":": "\u00a0:" };
const inOrder = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** The words of a typed text; a word keeps the apostrophe or hyphen that ties it to the next. */
export const pieces = (text) => text.replaceAll("'", "’").match(/[\p{L}\p{N}]+[’-]?|[.,;:!?]/gu) ?? [];

/** The words as a sentence. */
export function joined(words) {
  let text = "";
  for (const word of words) {
    if (word in SPACED) text += SPACED[word];
    else if (word === "." || word === "," || text === "" || /[’-]$/.test(text)) text += word;
    else text += ` ${word}`;
  }
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export const isOver = (words) => words.length >= MOST_WORDS || ENDS.has(words.at(-1));

function count(table, key, word) {
  let counts = table.get(key);
  if (!counts) table.set(key, (counts = new Map()));
  counts.set(word, (counts.get(word) ?? 0) + 1);
}

const sum = (values) => {
  let total = 0;
  for (const value of values) total += value;
  return total;
};

/** What counting a corpus gives: one sentence a line, words separated by spaces. */
export class Model {
  constructor(text) {
    this.ones = new Map();
    this.twos = new Map();
    this.threes = new Map();
    for (const line of text.trimEnd().split("\n")) {
      let [before, last] = ["", ""];
      for (const word of line.split(" ")) {
        this.ones.set(word, (this.ones.get(word) ?? 0) + 1);
        count(this.twos, last, word);
        count(this.threes, `${before} ${last}`, word);
        [before, last] = [last, word];
      }
    }
    this.vocabulary = [...this.ones.keys()].sort(inOrder);
  }

  /** The words as the corpus writes them: a first word it only knows in small letters. */
  cased(words) {
    const [first] = words;
    const small = first.charAt(0).toLowerCase() + first.slice(1);
    return !this.ones.has(first) && this.ones.has(small) ? [small, ...words.slice(1)] : words;
  }

  /** The probability of each word of the vocabulary after `words`. */
  probabilities(words) {
    const [before, last] = ["", "", ...words].slice(-2);
    const levels = [
      [WEIGHTS[0], this.threes.get(`${before} ${last}`), 0],
      [WEIGHTS[1], this.twos.get(last), 0],
      [WEIGHTS[2], this.ones, ADDED],
    ].filter(([, counts]) => counts);
    const weights = sum(levels.map(([weight]) => weight));
    const totals = levels.map(
      ([, counts, added]) => sum(counts.values()) + added * this.vocabulary.length,
    );
    return this.vocabulary.map((word) => {
      let value = 0;
      levels.forEach(([weight, counts, added], rank) => {
        value += weight * (((counts.get(word) ?? 0) + added) / totals[rank]);
      });
      return value / weights;
    });
  }

  /** Every candidate [word, share], the most probable first. */
  ranked(words, temperature) {
    const chances = this.probabilities(words);
    const heats = heated(chances, temperature);
    return chances
      .map((chance, rank) => [chance, rank])
      .sort((a, b) => b[0] - a[0] || a[1] - b[1])
      .map(([, rank]) => [this.vocabulary[rank], heats[rank]]);
  }

  nextWord(words, temperature, generator) {
    const heats = heated(this.probabilities(words), temperature);
    if (temperature === "0") return this.vocabulary[heats.indexOf(1)];
    const drawn = generator.random();
    let reached = 0;
    for (let rank = 0; rank < heats.length; rank += 1) {
      reached += heats[rank];
      if (drawn < reached) return this.vocabulary[rank];
    }
    return this.vocabulary.at(-1);
  }

  /** The words up to the end of the sentence. */
  finish(words, temperature, generator) {
    const written = [...words];
    while (!isOver(written)) written.push(this.nextWord(written, temperature, generator));
    return written;
  }
}

function heated(chances, temperature) {
  if (temperature === "0") {
    let best = 0;
    chances.forEach((chance, rank) => {
      if (chance > chances[best]) best = rank;
    });
    return chances.map((_, rank) => (rank === best ? 1 : 0));
  }
  const power = 1 / Number(temperature);
  const heats = chances.map((chance) => chance ** power);
  const total = sum(heats);
  return heats.map((heat) => heat / total);
}
