// « Le bac à sable de l’agent », visual version: the day is run again in place.
import { findHost } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.injection");
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
