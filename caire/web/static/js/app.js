// Small helps on top of pages that work without them.
import { keepFormsSingle, revealPasswords } from "./forms.js";
import { followScenarios } from "./scenarios.js";

/** Errors and results of an action take the focus, so that they are read first. */
function focusNews() {
  document.querySelector("[data-focus]")?.focus();
}

/** Copy buttons are shown only where copying works. */
function offerCopies() {
  if (!navigator.clipboard) return;
  for (const button of document.querySelectorAll("[data-copy]")) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(button.dataset.copy);
      button.parentElement.querySelector("[role=status]").textContent = button.dataset.done;
      button.querySelector("span").textContent = button.dataset.done;
    });
  }
}

focusNews();
offerCopies();
keepFormsSingle();
revealPasswords();
followScenarios();
