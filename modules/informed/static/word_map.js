// « La carte des mots », visual version: forms are sent and their results renewed in place.
import { findHost } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.carte-mots");

host.root.addEventListener("submit", (event) => {
  if (!event.target.matches(".activity__explore")) return;
  event.preventDefault();
  manipulate(host, Object.fromEntries(new FormData(event.target)));
});
host.root.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-pick]");
  if (!button) return;
  const word = button.dataset.pick;
  if (!(await manipulate(host, { action: "look", word }))) return;
  host.root.querySelector("#word").value = word;
});
