// « Deux équités, une décision », visual version: rates and gaps follow the two bars.
import { decimal, fill, findHost, savingSoon } from "./host.js";
import { manipulate } from "./refresh.js";
import { counted, ratesOf } from "./two_fairnesses_model.js";

const host = findHost("act.equite");
const bench = host.root.querySelector("[data-fairness]");

function open() {
  const { data, words } = host;
  const { language } = host.root.dataset;
  const part = (name, value) => host.root.querySelector(`[data-${name}="${value}"]`);
  const bar = (group) => Number(part("slider", group).value);
  const saving = savingSoon(() =>
    manipulate(host, { action: "move", "bar-a": bar("a"), "bar-b": bar("b") }),
  );

  function draw(group) {
    const at = bar(group);
    const found = counted(data.students[group], at);
    const rates = ratesOf(data.students[group], found);
    part("value", group).textContent = at;
    part("line", group).setAttribute("d", `M${at} 0V100`);
    part("chosen", group).setAttribute("x", at);
    part("chosen", group).setAttribute("width", 100 - at);
    part("tally", group).textContent = fill(words.tally, found);
    for (const [name, rate] of Object.entries(rates)) {
      part("meter", `${name}-${group}`).style.setProperty("--share", rate / 100);
      const value = decimal(rate, 0, language);
      part("rate", `${name}-${group}`).textContent = fill(words.percent, { value });
    }
    for (const field of host.root.querySelectorAll(`[data-bar="${group}"]`)) field.value = at;
    return { found, rates };
  }

  function show() {
    const a = draw("a");
    const b = draw("b");
    for (const name of Object.keys(a.rates)) {
      const gap = Math.abs(a.rates[name] - b.rates[name]);
      const held = gap <= data.tolerance + 1e-9;
      const line = part("gap", name);
      line.textContent = fill(held ? words.held : words.open, { gap: decimal(gap, 1, language) });
      line.dataset.held = held;
    }
    const [fewest, most] = data.places;
    const places = a.found.chosen + b.found.chosen;
    const key = places < fewest ? "few" : places > most ? "many" : "fits";
    part("part", "places").textContent = fill(words[key], { places, fewest, most });
    const decided = host.root.querySelector("[data-decided]");
    if (decided) decided.textContent = fill(words.decided, { a: bar("a"), b: bar("b") });
  }

  bench.addEventListener("input", show);
  bench.addEventListener("change", () => saving.soon());
  bench.addEventListener("submit", (event) => {
    if (!event.target.matches(".activity__explore")) return;
    event.preventDefault();
    saving.forget();
    manipulate(host, Object.fromEntries(new FormData(event.target)));
  });
  show();
}

if (bench) open();
