// « L’autopsie sans coupable », visual version: what is tried is shown in place.
import { findHost } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.post-mortem");
let busy = false;

host.root.addEventListener("submit", async (event) => {
  // The buttons that try have their own address; the one that hands in opens a page.
  if (!event.submitter?.hasAttribute("formaction")) return;
  event.preventDefault();
  if (busy) return;
  busy = true;
  await manipulate(host, Object.fromEntries(new FormData(event.target, event.submitter)));
  busy = false;
});
