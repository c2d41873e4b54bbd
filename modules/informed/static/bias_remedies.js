// « Le labo des biais, au complet », visual version: trains the model at each move.
import { decimal, fill, findHost, savingSoon, say } from "./host.js";
import { run } from "./hiring_model.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.labo-biais-complet");
const lab = host.root.querySelector("[data-lab]");
const { words, data } = host;
const { language } = host.root.dataset;
const percent = (share, digits = 0) =>
  fill(words.percent, { value: decimal(100 * share, digits, language) });
const signed = (value, digits) => decimal(value, digits, language);

// One question at a time: a second press waits for the answer to the first.
let busy = false;
host.root.querySelector("#bench-probe")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (busy) return;
  busy = true;
  await manipulate(host, Object.fromEntries(new FormData(event.target)));
  busy = false;
});

/** How many of the group's new files the model decides as those who read them again. */
function rereadAlike(history, chosen, group) {
  const places = [...history.new.keys()].filter((place) => history.new[place][4] === group);
  return places.filter((place) => Number(chosen[place]) === Number(data.reread[place])).length;
}

function weightRow([column, weight]) {
  const row = document.createElement("li");
  row.className = `weights__row weights__row--${weight < 0 ? "minus" : "plus"}`;
  const name = document.createElement("span");
  name.textContent = data.columns[column];
  const meter = document.createElement("span");
  meter.className = "weights__meter";
  meter.style.setProperty("--share", Math.min(1, Math.abs(weight) / 2.5));
  const value = document.createElement("span");
  value.className = "bars__value";
  value.textContent = signed(weight, 2);
  row.append(name, meter, value);
  return row;
}

async function open() {
  const find = (name) => lab.querySelector(`[data-part="${name}"]`);
  const response = await fetch(lab.dataset.history);
  if (!response.ok) throw new Error(`history: ${response.status}`);
  const history = await response.json();
  const settings = () => ({
    share: Number(find("share").value),
    noise: 0,
    group: find("group").checked,
    interrupted: find("interrupted").checked,
    bar: Number(find("bar").value),
  });

  const saving = savingSoon(() => {
    const { share, group, interrupted, bar } = settings();
    const columns = { group: Number(group), interrupted: Number(interrupted) };
    return manipulate(host, { action: "train", share, bar, ...columns });
  }, 250);

  function bar(name, share) {
    find(`${name}-meter`).style.setProperty("--share", share);
    find(`${name}-value`).textContent = percent(share, 1);
  }

  function target(name, met) {
    const line = find(name);
    if (!line) return;
    line.dataset.met = met;
    line.querySelector("strong").textContent = met ? words.met : words.unmet;
  }

  function show() {
    const set = settings();
    for (const name of ["share", "bar"]) {
      const said = percent(set[name] / 100);
      find(`${name}-said`).textContent = said;
      find(name).setAttribute("aria-valuetext", said);
    }
    const found = run(history, set);
    // Six decimals at most: subtracting must not turn 5 points into 4.999….
    const lost = Number((100 * (data.start - found.agreement)).toFixed(6));
    const lower = found.ratio > 0 ? Math.min(found.ratio, 1 / found.ratio) : 0;
    bar("a", found.rateA);
    bar("b", found.rateB);
    target("ratio-met", lower >= data.wanted);
    target("lost-met", lost < data.most);
    find("ratio").textContent = decimal(found.ratio, 2, language);
    find("agreement").textContent = Math.round(found.agreement * history.new.length);
    find("lost").textContent = decimal(lost, 2, language);
    if (data.reread) {
      find("reread-a").textContent = rereadAlike(history, found.chosen, 0);
      find("reread-b").textContent = rereadAlike(history, found.chosen, 1);
    }
    find("weights").replaceChildren(...found.weights.map(weightRow));
  }

  for (const name of ["share", "group", "interrupted", "bar"]) {
    find(name).addEventListener("input", show);
    find(name).addEventListener("change", saving.soon);
  }
  show();
  lab.dataset.ready = "true";
}

if (lab) open().catch(() => say(host, words.unsent));
