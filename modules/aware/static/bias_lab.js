// « Le labo des biais », visual version: trains the model at each move of a slider.
import { decimal, explore, fill, findHost, savingSoon, say } from "./host.js";
import { run } from "./hiring_model.js";

const host = findHost("act.labo-biais");
const lab = host.root.querySelector("[data-lab]");

async function open() {
  const { words, data } = host;
  const { language } = host.root.dataset;
  const find = (name) => lab.querySelector(`[data-part="${name}"]`);
  const response = await fetch(lab.dataset.history);
  if (!response.ok) throw new Error(`history: ${response.status}`);
  const history = await response.json();
  const settings = () => ({
    share: Number(find("share").value),
    noise: Number(find("noise").value),
    group: find("group").checked,
  });
  const percent = (share) => fill(words.percent, { value: decimal(100 * share, 0, language) });

  const saving = savingSoon(async () => {
    const { share, noise, group } = settings();
    await explore(host, { action: "train", share, noise, group: group ? "1" : "0" });
  }, 250);

  function bar(name, share) {
    find(`${name}-meter`).style.setProperty("--share", share);
    find(`${name}-value`).textContent = percent(share);
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
    value.textContent = decimal(weight, 2, language);
    row.append(name, meter, value);
    return row;
  }

  function show() {
    const set = settings();
    for (const name of ["share", "noise"]) {
      const said = percent(set[name] / 100);
      find(`${name}-said`).textContent = said;
      find(name).setAttribute("aria-valuetext", said);
    }
    const found = run(history, set);
    bar("a", found.rateA);
    bar("b", found.rateB);
    find("ratio").textContent = decimal(found.ratio, 2, language);
    find("agreement").textContent = percent(found.agreement);
    find("weights").replaceChildren(...found.weights.map(weightRow));
    return fill(words.heard, {
      a: percent(found.rateA),
      b: percent(found.rateB),
      ratio: decimal(found.ratio, 2, language),
      agreement: percent(found.agreement),
    });
  }

  for (const name of ["share", "noise", "group"]) {
    find(name).addEventListener("input", show);
    find(name).addEventListener("change", () => {
      say(host, show());
      saving.soon();
    });
  }
  show();
  lab.dataset.ready = "true";
}

if (lab) open().catch(() => say(host, host.words.unsent));
