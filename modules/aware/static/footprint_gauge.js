// « La jauge d’empreinte », visual version: the gauge follows each change of the form.
import { decimal, explore, fill, findHost, savingSoon, say } from "./host.js";
import { after, byUse, dayOf, energy, gain, number } from "./footprint_model.js";

const host = findHost("act.jauge-empreinte");
const gauge = host.root.querySelector("[data-gauge]");
// The gauge goes from a hundredth of a kWh to ten thousand, by tens.
const LOWEST = -2;
const HIGHEST = 4;

function open() {
  const { words, data } = host;
  const { language } = host.root.dataset;
  const form = host.root.querySelector("#bench-set");
  const find = (name) => gauge.querySelector(`[data-part="${name}"]`);
  const range = (key, levels, more = {}) => {
    const [low, central, high] = levels.map((level) => number(level, language));
    return fill(words[key], { low, central, high, ...more });
  };
  const percent = (share) => fill(words.percent, { value: decimal(100 * share, 0, language) });
  const place = (kwh) =>
    Math.min(1, Math.max(0, (Math.log10(kwh) - LOWEST) / (HIGHEST - LOWEST)));

  /** The form as numbers, or null while a field cannot be read. */
  function read() {
    const fields = [...form.querySelectorAll(".gauge__fields input"), form.elements.days];
    const values = fields.map((field, rank) => {
      const wanted = /^\d{1,4}$/.test(field.value.trim());
      const value = Number(field.value);
      return wanted && value <= data.most[rank] ? value : null;
    });
    const days = values.pop();
    if (!days || values.includes(null) || values.every((value) => value === 0)) return null;
    const actions = [...form.querySelectorAll("[name=actions]:checked")].map((box) => box.value);
    return { uses: values, days, zone: form.elements.zone.value, actions };
  }

  function band(name, levels) {
    const element = find(name);
    for (const [rank, end] of ["low", "central", "high"].entries()) {
      element.style.setProperty(`--${end}`, place(levels[rank]));
    }
  }

  function saved(day, { days, actions }, kwh) {
    if (actions.length === 0) return words.no_action;
    const count = actions.length === 1 ? words.actions_one : words.actions_many;
    return fill(words.saved, {
      count: fill(count, { count: actions.length }),
      range: range("range", kwh),
      gain: percent(gain(day, actions, data.uses)),
    });
  }

  function show() {
    const set = read();
    if (set === null) return null;
    const day = dayOf(set.uses);
    const kwh = energy(day, set.days, data.uses);
    const lighter = energy(after(day, set.actions), set.days, data.uses);
    band("now", kwh);
    band("then", lighter);
    find("then-row").hidden = set.actions.length === 0;
    find("range").textContent = range("range", kwh);
    const grams = data.zones[set.zone];
    find("emissions").textContent = range(
      "emissions",
      kwh.map((level, rank) => (level * grams[rank]) / 1000),
    );
    find("life-cycle").textContent = fill(words.life_cycle, {
      value: number((set.uses[0] * set.days * data.lifeCycle) / 1000, language),
    });
    find("objects").replaceChildren(
      ...data.objects.map(({ value: [low, central, high], name }) => {
        const line = document.createElement("li");
        line.textContent = range("object", [kwh[0] / high, kwh[1] / central, kwh[2] / low], { name });
        return line;
      }),
    );
    const rows = find("by-use").querySelectorAll("tbody tr");
    for (const [rank, levels] of byUse(day, set.days, data.uses).entries()) {
      const cells = rows[rank].querySelectorAll("[data-level]");
      for (const [level, cell] of cells.entries()) cell.textContent = number(levels[level], language);
    }
    find("saved").textContent = saved(day, set, lighter);
    const carried = host.root.querySelector("#mission-1 [name=actions]");
    if (carried) carried.value = set.actions.join(" ");
    return `${find("range").textContent}. ${find("saved").textContent}`;
  }

  const saving = savingSoon(() => {
    const set = read();
    if (set === null) return;
    const { uses, days, zone, actions } = set;
    const [text, reasoning, image, video] = uses;
    const fields = { action: "set", text, reasoning, image, video, days, zone };
    explore(host, { ...fields, actions: actions.join(" ") });
  });

  form.querySelector("button[type=submit]").parentElement.hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", show);
  form.addEventListener("change", () => {
    const said = show();
    if (said === null) return;
    say(host, said);
    saving.soon();
  });
  show();
  gauge.dataset.ready = "true";
}

if (gauge) open();
