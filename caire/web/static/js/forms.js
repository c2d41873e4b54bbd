const QUIET_MS = 4000;

/** A second press within a few seconds sends nothing; later ones do, so nobody gets stuck. */
export function keepFormsSingle() {
  for (const form of document.querySelectorAll("form[data-guard]")) {
    let sentAt = -QUIET_MS;
    form.addEventListener("submit", (event) => {
      if (event.timeStamp - sentAt < QUIET_MS) {
        event.preventDefault();
        return;
      }
      sentAt = event.timeStamp;
      const button = event.submitter;
      button?.setAttribute("aria-disabled", "true");
      setTimeout(() => button?.removeAttribute("aria-disabled"), QUIET_MS);
    });
  }
  // A page that comes back from the browser's memory must be ready again.
  addEventListener("pageshow", () => {
    for (const button of document.querySelectorAll("button[aria-disabled]")) {
      button.removeAttribute("aria-disabled");
    }
  });
}

export function revealPasswords() {
  for (const button of document.querySelectorAll("[data-reveal]")) {
    const input = document.getElementById(button.dataset.reveal);
    button.hidden = false;
    button.addEventListener("click", () => {
      const shown = input.type === "text";
      input.type = shown ? "password" : "text";
      button.setAttribute("aria-pressed", String(!shown));
    });
  }
}
