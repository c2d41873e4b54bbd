// Keeps the room's code current: the page is read again when the code changes.

async function renew(shown) {
  let next = shown;
  try {
    const answer = await fetch(location.href, { cache: "no-store" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const found = page.querySelector("[data-room]");
    if (found && answer.ok) {
      shown.replaceWith(found);
      next = found;
    }
  } catch {
    // The network is away for a moment: the code shown stays, and is asked for again.
  }
  wait(next);
}

function wait(shown) {
  const seconds = Math.min(Number(shown.dataset.seconds) || 15, 15);
  setTimeout(renew, seconds * 1000 + 300, shown);
}

wait(document.querySelector("[data-room]"));
