// « Chercher puis rédiger », visual version: the search renews the answer in place.
import { fill, findHost, say } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.rag-bm25");
const form = host.root.querySelector("#bench-search");
if (form) open();

function open() {
  let busy = false;
  form.addEventListener("change", (event) => {
    if (event.target.name !== "question") return;
    const query = host.data.queries[event.target.value];
    form.elements.query.value = query;
    say(host, fill(host.words.filled, { query }));
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    form.setAttribute("aria-busy", "true");
    const taken = await manipulate(host, Object.fromEntries(new FormData(form)));
    busy = false;
    form.removeAttribute("aria-busy");
    if (taken) host.root.querySelector("[data-live=result] [data-focus]")?.focus();
  });
}
