// « Le découpeur de jetons », visual version: cuts what is typed, one merge at a time.
import { explore, fill, findHost, savingSoon, say } from "./host.js";
import { cut, ranksOf } from "./token_cutter_model.js";

const MOST_WORDS = 20;
const host = findHost("act.decoupeur");
const bench = host.root.querySelector("[data-cutter]");

async function open() {
  const { words } = host;
  const find = (name) => bench.querySelector(`[data-part="${name}"]`);
  const response = await fetch(bench.dataset.merges);
  if (!response.ok) throw new Error(`merges: ${response.status}`);
  const ranks = ranksOf(await response.json());
  const text = find("text");
  const slider = find("known");
  const saving = savingSoon(() =>
    explore(host, { action: "cut", text: text.value, known: slider.value, same: "1" }),
  );

  function show(known) {
    const found = cut(text.value, ranks, known);
    slider.max = found.most;
    slider.value = found.known;
    const label = fill(words.step, { step: found.known, most: found.most });
    slider.setAttribute("aria-valuetext", label);
    find("step").textContent = label;
    let rank = 0;
    find("tokens").replaceChildren(
      ...found.words.map((tokens) => {
        const word = document.createElement("li");
        word.className = "tokens__word";
        word.append(...tokens.map((token) => box(token, (rank += 1))));
        return word;
      }),
    );
    const count = fill(words.count, { tokens: rank, words: found.words.length });
    find("count").textContent = count;
    return { found, count };
  }

  function box(token, rank) {
    const element = document.createElement("span");
    element.className = "tokens__token";
    element.textContent = token;
    element.setAttribute("role", "img");
    element.setAttribute("aria-label", fill(words.token, { rank, text: token }));
    return element;
  }

  function keep({ found, count }) {
    say(host, count);
    if (found.words.length > 0 && found.words.length <= MOST_WORDS) saving.soon();
  }

  text.addEventListener("input", () => keep(show(Infinity)));
  slider.addEventListener("input", () => keep(show(Number(slider.value))));
  show(Number(slider.value));
}

if (bench) open().catch(() => say(host, host.words.unsent));
