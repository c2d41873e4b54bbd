// Loads the page anew as soon as a file of the content has changed. The place on the page is kept
// by the browser.
const bar = document.querySelector("[data-preview]");
const events = new EventSource(`/authoring/events?after=${bar.dataset.preview}`);
events.addEventListener("message", (event) => {
  if (Number(event.data) > Number(bar.dataset.preview)) {
    events.close();
    location.reload();
  }
});
// A line kept open would count among the few that the next page may have.
addEventListener("pagehide", () => events.close());
