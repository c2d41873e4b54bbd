// « L’enquête », visual version: clues opened without a new page; the last belief goes with the verdict.
import { findHost } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.enquete-image");
const bench = host.root.querySelector("#bench-open");

/** The slider's value, said beside it and kept for the verdict. */
function show() {
  const slider = bench.querySelector("[data-part=belief]");
  bench.querySelector("[data-part=belief-said]").textContent = slider.value;
  host.root.querySelector("[data-part=last-belief]").value = slider.value;
  slider.setAttribute("aria-valuetext", `${slider.value} / 100`);
}

if (bench) {
  bench.addEventListener("input", show);
  show();
  // One clue at a time: a second press waits for the answer to the first.
  let busy = false;
  bench.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (busy) return;
    busy = true;
    await manipulate(host, Object.fromEntries(new FormData(bench, event.submitter)));
    busy = false;
    show();
  });
}
