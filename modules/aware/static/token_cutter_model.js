// Byte-pair encoding, as on the server: encoding.py and cutter.py are the reference.
import { pieces } from "./next_word_model.js";

const BOUNDARY = "▁";

/** The rank of each merge, by its two pieces. */
export const ranksOf = (merges) => new Map(merges.map((merge, rank) => [merge, rank]));

function cutWord(word, ranks, limit) {
  const [first, ...rest] = [...word];
  let current = [BOUNDARY + first, ...rest];
  const used = [];
  for (;;) {
    let best = limit;
    for (let place = 1; place < current.length; place += 1) {
      best = Math.min(best, ranks.get(`${current[place - 1]} ${current[place]}`) ?? limit);
    }
    if (best >= limit) return { tokens: current, used };
    used.push(best);
    current = merged(current, best, ranks);
  }
}

function merged(current, rank, ranks) {
  const result = [];
  let place = 0;
  while (place < current.length) {
    const pair = `${current[place]} ${current[place + 1]}`;
    if (place + 1 < current.length && ranks.get(pair) === rank) {
      result.push(current[place] + current[place + 1]);
      place += 2;
    } else {
      result.push(current[place]);
      place += 1;
    }
  }
  return result;
}

/** Cut a text; `known` merges are applied among those it can use, in learning order. */
export function cut(text, ranks, known = Infinity) {
  const words = pieces(text);
  const used = [...new Set(words.flatMap((word) => cutWord(word, ranks, ranks.size).used))];
  used.sort((a, b) => a - b);
  const applied = Math.min(known, used.length);
  const limit = applied < used.length ? used[applied] : ranks.size;
  const cutWords = words.map((word) =>
    cutWord(word, ranks, limit).tokens.map((token) => token.replace(BOUNDARY, "")),
  );
  return { words: cutWords, known: applied, most: used.length };
}
