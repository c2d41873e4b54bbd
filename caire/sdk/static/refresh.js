// A manipulation reported, then the parts of the page that show its result fetched again.
import { explore, say } from "./host.js";

/**
 * Post the fields; when the server took them, say its sentence and renew the elements marked
 * `data-live` from the page as the server now draws it. Resolves to whether it was taken.
 */
export async function manipulate(host, fields) {
  const message = await explore(host, fields);
  if (message === null) return false;
  const renewed = await renew(host);
  if (renewed) say(host, message);
  return renewed;
}

async function renew(host) {
  try {
    const response = await fetch(location.pathname, { headers: { Accept: "text/html" } });
    if (!response.ok) throw new Error(`page: ${response.status}`);
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    for (const part of host.root.querySelectorAll("[data-live]")) {
      const fresh = page.querySelector(`[data-live="${part.dataset.live}"]`);
      if (!fresh) continue;
      const held = part.contains(document.activeElement);
      part.replaceChildren(...fresh.childNodes);
      // What was pressed is gone: go on from the heading of what replaces it.
      if (held) part.querySelector("[data-focus]")?.focus();
    }
    return true;
  } catch {
    say(host, host.words.unsent);
    return false;
  }
}
