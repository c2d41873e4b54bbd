// « La chasse aux affirmations inventées », visual version: the note itself is what is touched.
import { fill, findHost, say } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.chasse-hallucinations");
const { words } = host;
const RANKS = ["first", "second", "third"];

const claims = (place) => [...host.root.querySelectorAll(`[data-note="${place}"] [data-claim]`)];

/** The plan: a claim touched takes the first free rank, or gives its rank back. */
function plan() {
  const selects = RANKS.map((name) => host.root.querySelector(`#prediction [name="${name}"]`));
  if (!selects[0]) return;
  const show = () => {
    for (const claim of claims("plan")) {
      const rank = selects.findIndex((select) => select.value === claim.dataset.claim);
      claim.setAttribute("aria-pressed", String(rank >= 0));
      claim.dataset.mark = rank >= 0 ? "①②③"[rank] : "";
    }
  };
  const touch = (claim) => {
    const id = claim.dataset.claim;
    const text = claim.textContent;
    const held = selects.findIndex((select) => select.value === id);
    const free = selects.findIndex((select) => !select.value);
    if (held >= 0) {
      selects[held].value = "";
      say(host, fill(words.taken, { claim: text }));
    } else if (free >= 0) {
      selects[free].value = id;
      say(host, fill(words.placed, { rank: free + 1, claim: text }));
    } else say(host, words.plan_full);
    show();
  };
  for (const claim of claims("plan")) claim.addEventListener("click", () => touch(claim));
  for (const select of selects) select.addEventListener("change", show);
  show();
}

/** The inquiry: a claim touched is the one that the next source and the next verdict are about. */
function inquire() {
  const show = () => {
    const chosen = host.root.querySelector("#sentence")?.value;
    for (const claim of claims("inquiry")) {
      claim.setAttribute("aria-pressed", String(claim.dataset.claim === chosen));
    }
  };
  /** Both lists follow; a verdict given for another claim is not carried over. */
  const pick = (id) => {
    for (const select of host.root.querySelectorAll("select[name=sentence]")) select.value = id;
    for (const verdict of host.root.querySelectorAll("[name=verdict]")) verdict.checked = false;
    show();
  };
  const choose = (claim) => {
    pick(claim.dataset.claim);
    say(host, fill(words.chosen, { claim: claim.textContent }));
  };
  let busy = false;
  host.root.addEventListener("click", (event) => {
    const claim = event.target.closest('[data-note="inquiry"] [data-claim]');
    if (claim) choose(claim);
  });
  host.root.addEventListener("change", (event) => {
    if (event.target.matches("select[name=sentence]")) pick(event.target.value);
  });
  host.root.addEventListener("submit", async (event) => {
    const form = event.target.closest(".activity__explore");
    if (!form) return;
    event.preventDefault();
    if (busy) return;
    busy = true;
    await manipulate(host, Object.fromEntries(new FormData(form, event.submitter)));
    busy = false;
    show();
  });
  show();
}

/** A claim is a part of a sentence with the role of a button: keys press it as they press a button. */
function pressByKeys() {
  host.root.addEventListener("keydown", (event) => {
    const claim = event.target.closest("[data-claim]");
    if (!claim || !["Enter", " "].includes(event.key)) return;
    event.preventDefault();
    claim.click();
  });
}

plan();
inquire();
pressByKeys();
