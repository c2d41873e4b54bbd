// « Choisir sous budget », visual version: the bill follows each choice, the best choices each look.
import { fill, findHost } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.budget-frugal");
// One after the other: the last choice sent is the last one drawn.
let last = Promise.resolve();

function send(form) {
  const fields = Object.fromEntries(new FormData(form));
  last = last.then(() => manipulate(host, fields));
}

host.root.addEventListener("change", ({ target }) => {
  const form = target.closest("#bench-choose");
  if (!form) return;
  host.root.querySelector(`[data-pick="${target.name}"]`).value = target.value;
  send(form);
});

host.root.addEventListener("input", ({ target }) => {
  if (target.id !== "rebound") return;
  const shown = host.root.querySelector("[data-rebound]");
  shown.textContent = fill(host.words.rebound, { rebound: target.value });
});

host.root.addEventListener("submit", (event) => {
  const form = event.target.closest(".activity__explore");
  if (!form) return;
  event.preventDefault();
  send(form);
});
