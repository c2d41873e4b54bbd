// What an activity's script shares with the page that hosts it.

/** The activity's frame: its element, what the server gave, its words, its live region. */
export function findHost(id) {
  const root = document.querySelector(`[data-activity="${id}"]`);
  const data = JSON.parse(root.querySelector("[data-client]").dataset.client);
  return { root, data, words: data.words, status: root.querySelector(".activity__status") };
}

/** A sentence whose {places} are filled. */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (_, name) => values[name]);
}

/** Say a sentence in the live region. */
export function say(host, sentence) {
  const line = document.createElement("p");
  line.textContent = sentence;
  host.status.replaceChildren(line);
}

/** A number with the marks of the page's language: `2 152`, `−0,5`, or `2,152`, `−0.5`. */
export function decimal(value, digits, language) {
  const [whole, part] = value.toFixed(digits).replace("-", "\u2212").split(".");
  const english = language === "en";
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, english ? "," : "\u202f");
  return part ? grouped + (english ? "." : ",") + part : grouped;
}

/**
 * Report a manipulation to the server. Resolves to its sentence, or null when it was refused or
 * could not be sent; the live region then says why.
 */
export async function explore(host, fields) {
  const { exploreUrl, csrf, run } = host.root.dataset;
  try {
    const response = await fetch(exploreUrl, {
      method: "POST",
      headers: { Accept: "application/json", "X-CSRF-Token": csrf },
      body: new URLSearchParams({ csrf_token: csrf, run, ...fields }),
      keepalive: true,
    });
    const answer = await response.json();
    if (answer.error) say(host, answer.error);
    return answer.message ?? null;
  } catch {
    say(host, host.words.unsent);
    return null;
  }
}

/** Call `save` once things have been quiet for `delay` ms, and at once when the page is left. */
export function savingSoon(save, delay = 700) {
  let timer = null;
  const flush = () => {
    if (timer === null) return;
    clearTimeout(timer);
    timer = null;
    save();
  };
  addEventListener("pagehide", flush);
  return {
    soon() {
      clearTimeout(timer);
      timer = setTimeout(flush, delay);
    },
    forget() {
      clearTimeout(timer);
      timer = null;
    },
  };
}

/** An SVG element with attributes and children. */
export function svg(name, attributes = {}, children = []) {
  const element = document.createElementNS("http://www.w3.org/2000/svg", name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
  element.append(...children);
  return element;
}
