// « Où mettre la barre ? », visual version: boxes, costs and drawings follow the slider.
import { decimal, explore, fill, findHost, savingSoon, say } from "./host.js";
import { drawCurve, drawDots, drawHills } from "./threshold_drawing.js";
import { costOf, matrixAt, sharesOf } from "./threshold_model.js";

const host = findHost("act.seuil");
const bench = host.root.querySelector("[data-threshold]");

function open() {
  const { data, words } = host;
  const { language } = host.root.dataset;
  const find = (name) => host.root.querySelector(`#bench [data-part="${name}"]`);
  const slider = find("threshold");
  const bar = () => Number(slider.value);
  const population = () => bench.querySelector("[name=population]:checked")?.value ?? "100";
  const percent = (share) =>
    share === null ? words.none : fill(words.percent, { value: decimal(100 * share, 1, language) });
  const points = (cost) => decimal(cost, 0, language);
  const saving = savingSoon(() =>
    explore(host, { action: "move", threshold: bar(), population: population() }),
  );

  function show() {
    const cases = data.populations[population()];
    const matrix = matrixAt(cases, bar());
    find("bar").textContent = bar();
    for (const [name, count] of Object.entries(matrix)) find(name).textContent = count;
    for (const [name, share] of Object.entries(sharesOf(matrix)))
      find(name).textContent = percent(share);
    const costs = {};
    for (const [name, prices] of Object.entries(data.costs)) {
      costs[name] = points(costOf(matrix, prices));
      bench.querySelector(`[data-cost="${name}"]`).textContent = costs[name];
    }
    drawHills(find("hills"), cases, bar(), data.names);
    drawDots(find("dots"), matrix);
    drawCurve(find("roc"), cases, bar(), "false", "recall");
    drawCurve(find("pr"), cases, bar(), "recall", "precision");
    return fill(words.heard, { bar: bar(), ...matrix, ...costs });
  }

  async function keep(button) {
    saving.forget();
    const situation = button.dataset.keep;
    const usual = bench.querySelector('[name=population][value="100"]');
    if (usual) usual.checked = true;
    show();
    const message = await explore(host, { action: "keep", situation, threshold: bar() });
    if (message === null) return;
    const cost = costOf(matrixAt(data.populations["100"], bar()), data.costs[situation]);
    const line = bench.querySelector(`[data-kept="${situation}"]`);
    line.textContent = fill(words.kept, { bar: bar(), cost: points(cost) });
    say(host, message);
  }

  slider.addEventListener("input", show);
  bench.addEventListener("change", () => {
    say(host, show());
    saving.soon();
  });
  for (const button of bench.querySelectorAll("[data-keep]"))
    button.addEventListener("click", () => keep(button));
  show();
}

if (bench) open();
