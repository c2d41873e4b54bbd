// « Le registre des usages », visual version: a box at a time, filled by the button pressed.
import { findHost } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.registre");
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
