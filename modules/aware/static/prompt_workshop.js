// « L’atelier des consignes », visual version: answers chosen and requests sent without a new page.
import { fill, findHost } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.atelier-consignes");
const { data, words } = host;

/** The request, written as its blocks are chosen; how many differ from the one to repair. */
function write() {
  const prompt = host.root.querySelector("[data-part=prompt]");
  if (!prompt || !data.prompt) return;
  const { base, blocks, start } = data.prompt;
  const levels = blocks.map(
    ([name]) => host.root.querySelector(`#bench-assemble [name="${name}"]:checked`)?.value ?? "0",
  );
  // A block is its name, its vague text, its precise text: level 0 writes nothing.
  const lines = blocks.map((block, place) => levels[place] !== "0" && block[levels[place]]);
  prompt.replaceChildren(
    ...[base, ...lines.filter(Boolean)].map((line) => {
      const item = document.createElement("li");
      item.textContent = line;
      return item;
    }),
  );
  const count = levels.filter((level, place) => level !== start[place]).length;
  host.root.querySelector("[data-part=changed]").textContent = fill(words.changed, { count });
}

// One manipulation at a time: a second press waits for the answer to the first.
let busy = false;
host.root.addEventListener("submit", async (event) => {
  const form = event.target.closest(".activity__explore");
  if (!form) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  const chosen = new FormData(form, event.submitter);
  await manipulate(host, Object.fromEntries(chosen));
  busy = false;
  write();
});
host.root.addEventListener("change", write);
write();
