// « Puis-je le coller ? », visual version: one extract at a time, three bins, then its reason.
import { explore, fill, findHost } from "./host.js";

const host = findHost("act.tri-donnees");
const sorter = host.root.querySelector("[data-sorter]");

function open() {
  const { words, data } = host;
  const find = (name) => sorter.querySelector(`[data-part="${name}"]`);
  const left = [...data.cards];
  const after = sorter.querySelector('[data-bin="after"]');
  let waiting = false;

  function showChanges(shown) {
    find("changes").hidden = !shown;
    after.setAttribute("aria-expanded", String(shown));
  }

  function show() {
    const [card] = left;
    find("rank").textContent = fill(words.left, { rank: card.rank, total: data.total });
    find("text").textContent = card.text;
    find("tool").textContent = card.tool;
    find("reason").textContent = "";
    find("bins").hidden = false;
    find("next").hidden = true;
    showChanges(false);
  }

  async function sort(bin, change = "") {
    if (waiting) return;
    waiting = true;
    const [card] = left;
    const fields = { action: "sort", [`bin-${card.id}`]: bin, [`change-${card.id}`]: change };
    const message = await explore(host, fields);
    waiting = false;
    if (message === null) return;
    left.shift();
    find("bins").hidden = true;
    showChanges(false);
    find("reason").textContent = left.length > 0 ? message : `${message} ${words.all}`;
    if (left.length > 0) {
      find("next").hidden = false;
      find("next").focus();
    } else {
      find("card").focus();
    }
  }

  for (const button of sorter.querySelectorAll("[data-bin]")) {
    button.addEventListener("click", () => {
      if (button !== after) sort(button.dataset.bin);
      else showChanges(find("changes").hidden);
    });
  }
  for (const button of sorter.querySelectorAll("[data-change]")) {
    button.addEventListener("click", () => sort("after", button.dataset.change));
  }
  find("next").addEventListener("click", () => {
    show();
    find("card").focus();
  });
  show();
}

if (sorter) open();
