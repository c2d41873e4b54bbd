/** Scenarios: show the next step only, once the choice that leads to it is made.
    A hidden step is disabled, so it is not sent. */
export function followScenarios() {
  for (const scenario of document.querySelectorAll("[data-scenario]")) {
    for (const note of scenario.querySelectorAll("[data-without-script]")) note.hidden = true;
    scenario.addEventListener("change", () => showSteps(scenario));
    showSteps(scenario);
  }
}

function showSteps(scenario) {
  const steps = [...scenario.querySelectorAll("[data-after]")];
  for (const step of steps) setShown(step, false);
  // A step is reached from a chosen answer of a step that is itself reached.
  let found = true;
  while (found) {
    const next = steps.find((step) => step.hidden && isReached(scenario, step));
    found = Boolean(next);
    if (next) setShown(next, true);
  }
}

function isReached(scenario, step) {
  return step.dataset.after
    .trim()
    .split(" ")
    .some((pair) => {
      const [name, value] = pair.split("=");
      const input = scenario.querySelector(
        `input[name="${CSS.escape(name)}"][value="${CSS.escape(value)}"]:checked`,
      );
      return input && !input.closest("fieldset").disabled;
    });
}

function setShown(step, shown) {
  step.hidden = !shown;
  step.disabled = !shown;
}
