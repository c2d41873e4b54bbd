// « Du neurone au réseau », visual version: forms are sent in place, points are put on the plane.
import { findHost, say } from "./host.js";
import { manipulate } from "./refresh.js";

const host = findHost("act.perceptron");
let busy = false;

async function send(form, submitter, more = {}) {
  if (busy) return;
  busy = true;
  const fields = { ...Object.fromEntries(new FormData(form, submitter)), ...more };
  if (fields.action === "train") say(host, host.words.busy);
  await manipulate(host, fields);
  busy = false;
}

/** Forms of the bench are renewed: listen above them. */
host.root.addEventListener("submit", (event) => {
  if (!event.target.matches(".activity__explore")) return;
  event.preventDefault();
  send(event.target, event.submitter);
});

/** On the learner's own drawing, a touch puts a point of the class chosen. */
host.root.addEventListener("click", (event) => {
  const plane = event.target.closest("[data-plane]");
  if (!plane) return;
  const at = new DOMPoint(event.clientX, event.clientY).matrixTransform(
    plane.getScreenCTM().inverse(),
  );
  if (Math.min(at.x, at.y) < 0 || Math.max(at.x, at.y) > 100) return;
  const place = { x: (at.x / 10).toFixed(1), y: (10 - at.y / 10).toFixed(1) };
  send(host.root.querySelector("#bench-draw"), null, { action: "add", ...place });
});
