// « L’audit de fiche », visual version: a point at a time, judged by the button pressed.
import { findHost } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.fiche-modele");
let busy = false;

host.root.addEventListener("submit", async (event) => {
  const form = event.target.closest("[data-live=desk] .activity__explore");
  if (!form) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  await manipulate(host, Object.fromEntries(new FormData(form, event.submitter)));
  busy = false;
});
