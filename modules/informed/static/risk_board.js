// « Le plateau des risques », visual version: a card at a time, then a date that slides.
import { fill, findHost, savingSoon } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.plateau-risques");
place();
slide();

/** A square pressed places the card at hand, and the next one comes. */
function place() {
  let busy = false;
  host.root.addEventListener("submit", async (event) => {
    const form = event.target.closest("[data-live=board] .activity__explore");
    if (!form) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    await manipulate(host, Object.fromEntries(new FormData(form, event.submitter)));
    busy = false;
  });
}

function slide() {
  const slider = host.root.querySelector("[data-part=month]");
  if (!slider) return;
  const show = () => {
    const month = host.data.months[slider.value];
    slider.setAttribute("aria-valuetext", month);
    const name = host.root.querySelector("[data-part=name]");
    name.textContent = fill(host.words.month, { month });
  };
  const saving = savingSoon(() => manipulate(host, { action: "date", month: slider.value }), 250);
  slider.addEventListener("input", () => {
    show();
    saving.soon();
  });
}
