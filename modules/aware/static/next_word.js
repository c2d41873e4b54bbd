// « Le mot suivant », visual version: counts the corpus in the browser, draws, reports.
import { decimal, explore, fill, findHost, say } from "./host.js";
import { Model, SHOWN, isOver, joined, pieces } from "./next_word_model.js";
import { Mulberry32 } from "./random.js";

const DRAW_STEP = 7919;
const MOST_OPENING_WORDS = 12;
const host = findHost("act.mot-suivant");
const bench = host.root.querySelector("[data-generator]");

async function open() {
  const { data, words: say_ } = host;
  const { language, seed } = host.root.dataset;
  const find = (name) => bench.querySelector(`[data-part="${name}"]`);
  const state = { ...data.shop, draws: data.draws, tried: data.tried, model: null };
  const models = new Map();
  let sending = Promise.resolve();

  /** The model of a corpus, fetched and counted once. */
  async function load(corpus) {
    if (!models.has(corpus)) {
      find("text").textContent = say_.loading;
      const response = await fetch(bench.dataset[corpus]);
      if (!response.ok) throw new Error(`corpus ${corpus}: ${response.status}`);
      models.set(corpus, new Model(await response.text()));
    }
    state.model = models.get(corpus);
  }

  /** Reports follow each other, so that the server draws the same numbers in the same order. */
  function report(action) {
    const fields = {
      action,
      corpus: state.corpus,
      temperature: state.temperature,
      typed: state.opening.join(" "),
    };
    sending = sending.then(() => explore(host, fields));
  }

  const generator = () => new Mulberry32(Number(seed) + DRAW_STEP * state.draws);

  function show() {
    find("text").textContent = joined(state.words) + (isOver(state.words) ? "" : " …");
    const [cold, hot] = state.tried;
    find("tries").textContent = fill(say_.tries, { cold, hot });
    showBars();
  }

  function showBars() {
    if (isOver(state.words)) {
      const over = document.createElement("li");
      over.textContent = say_.ended;
      find("bars").replaceChildren(over);
      return;
    }
    const ranked = state.model.ranked(state.model.cased(state.words), state.temperature);
    const rest = ranked.slice(SHOWN).reduce((total, [, share]) => total + share, 0);
    const rows = [...ranked.slice(0, SHOWN), [say_.others, rest]];
    find("bars").replaceChildren(...rows.map(([word, share]) => bar(word, share)));
  }

  function bar(word, share) {
    const row = document.createElement("li");
    const name = document.createElement("span");
    const meter = document.createElement("span");
    const value = document.createElement("span");
    row.className = "bars__row";
    name.className = "bars__word";
    name.textContent = word;
    meter.className = "bars__meter";
    meter.style.setProperty("--share", share);
    value.className = "bars__value number";
    value.textContent = `${decimal(100 * share, 1, language)}${language === "en" ? "" : "\u00a0"}%`;
    row.append(name, meter, value);
    return row;
  }

  function addWord() {
    if (isOver(state.words)) return say(host, say_.ended);
    const start = state.model.cased(state.words);
    const word = state.model.nextWord(start, state.temperature, generator());
    state.words = [...start, word];
    state.draws += 1;
    report("word");
    show();
    say(host, joined(state.words));
  }

  function writeSentence() {
    const start = state.model.cased(state.opening);
    state.words = state.model.finish(start, state.temperature, generator());
    state.draws += 1;
    if (state.temperature === "0") state.tried = [state.tried[0] + 1, state.tried[1]];
    if (state.temperature === "1.5") state.tried = [state.tried[0], state.tried[1] + 1];
    find("written").prepend(written());
    report("sentence");
    show();
    say(host, joined(state.words));
  }

  /** The sentence just written, after its temperature. */
  function written() {
    const line = document.createElement("li");
    const setting = document.createElement("span");
    const text = document.createElement("span");
    const digits = state.temperature.includes(".") ? 1 : 0;
    const temperature = decimal(Number(state.temperature), digits, language);
    setting.className = "muted";
    setting.textContent = fill(say_.written, { temperature });
    text.lang = "fr";
    text.textContent = joined(state.words);
    line.append(setting, " ", text);
    return line;
  }

  function restart() {
    state.words = [...state.opening];
    report("restart");
    show();
  }

  function chooseOpening(typed) {
    const opening = pieces(typed);
    if (opening.length === 0 || opening.length > MOST_OPENING_WORDS) {
      say(host, say_.wrong_opening);
      return;
    }
    if (opening.join(" ") !== state.opening.join(" ")) state.tried = [0, 0];
    state.opening = opening;
    restart();
  }

  async function chooseCorpus(corpus) {
    state.corpus = corpus;
    state.tried = [0, 0];
    await load(corpus);
    restart();
  }

  await load(state.corpus);
  find("word").addEventListener("click", addWord);
  find("sentence").addEventListener("click", writeSentence);
  find("restart").addEventListener("click", restart);
  find("opening").addEventListener("change", (event) => chooseOpening(event.target.value));
  for (const radio of bench.querySelectorAll('[name="corpus"]')) {
    radio.addEventListener("change", () => chooseCorpus(radio.value));
  }
  for (const radio of bench.querySelectorAll('[name="temperature"]')) {
    radio.addEventListener("change", () => {
      state.temperature = radio.value;
      showBars();
    });
  }
  for (const button of bench.querySelectorAll('[data-part="word"], [data-part="sentence"]')) {
    button.disabled = false;
  }
  show();
}

if (bench) open().catch(() => say(host, host.words.unsent));
