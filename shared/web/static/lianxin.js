// Nothing here is needed: it only moves the eye to what changed.
const look = () => document.querySelector("[data-focus]")?.focus();
document.addEventListener("DOMContentLoaded", look);
document.addEventListener("htmx:afterSettle", look);
// A second click while the first is under way sends nothing twice.
document.addEventListener("submit", (event) => {
  if (event.target.dataset.sent) event.preventDefault();
  else if (event.target.method === "post") {
    event.target.dataset.sent = "yes";
    setTimeout(() => delete event.target.dataset.sent, 4000);
  }
});
// What a roll-call keeps on this device goes when its time is over, and with whoever signs out.
navigator.serviceWorker?.getRegistration("/activities/shifts/").then((found) => found?.active?.postMessage({ sweep: true }));
document.addEventListener("submit", (event) => {
  if (event.target.action.endsWith("/registry/sign-out")) self.caches?.delete("rollcall-pages");
});
