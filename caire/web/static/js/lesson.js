/** What a learner writes in her own words never leaves her device: it is kept here, and only here. */
function keepWritings() {
  for (const field of document.querySelectorAll("textarea[data-keep]")) {
    const key = `writing:${field.dataset.keep}`;
    try {
      field.value = localStorage.getItem(key) ?? "";
      field.addEventListener("input", () => localStorage.setItem(key, field.value));
    } catch {
      return; // Storage is switched off: what is typed lasts as long as the page.
    }
  }
}

keepWritings();
