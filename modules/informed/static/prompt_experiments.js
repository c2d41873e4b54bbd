// « L’atelier des consignes, mode avancé », visual version: experiments run without a new page.
import { findHost } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.atelier-avance");

// One experiment at a time: a second press waits for the answer to the first.
let busy = false;
host.root.addEventListener("submit", async (event) => {
  const form = event.target.closest(".activity__explore");
  if (!form) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  await manipulate(host, Object.fromEntries(new FormData(form, event.submitter)));
  busy = false;
});
