// « L’arbre à questions », visual version: forms are sent and the trees renewed in place.
import { findHost, savingSoon } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.arbre-questions");
const LISTS = { own: "own-leaf", auto: "automatic-leaf" };

/** Which leaf a list names is shown in the tree. */
function mark() {
  for (const button of host.root.querySelectorAll("[data-pick]")) {
    const list = document.getElementById(LISTS[button.dataset.pick]);
    button.setAttribute("aria-pressed", String(list?.value === button.dataset.leaf));
  }
}

async function send(form) {
  const fields = Object.fromEntries(new FormData(form));
  if (!(await manipulate(host, fields))) return;
  mark();
  host.root.querySelector("[data-live=own-tree]").scrollIntoView({ block: "nearest" });
}

/** Forms of the bench may be renewed: listen above them. */
host.root.addEventListener("submit", (event) => {
  if (!event.target.matches(".activity__explore")) return;
  event.preventDefault();
  send(event.target);
});
host.root.addEventListener("click", (event) => {
  const button = event.target.closest("[data-pick]");
  if (!button) return;
  const list = document.getElementById(LISTS[button.dataset.pick]);
  if (![...list.options].some((option) => option.value === button.dataset.leaf)) return;
  list.value = button.dataset.leaf;
  mark();
});
host.root.addEventListener("change", (event) => {
  if (Object.values(LISTS).includes(event.target.id)) mark();
});

const slider = host.root.querySelector("[data-automatic] input");
if (slider) {
  slider.addEventListener("input", () => {
    host.root.querySelector("[data-part=depth]").textContent = slider.value;
  });
  const growing = savingSoon(async () => {
    if (await manipulate(host, { action: "depth", depth: slider.value })) mark();
  }, 250);
  slider.addEventListener("change", growing.soon);
}
mark();
