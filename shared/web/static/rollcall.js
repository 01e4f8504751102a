// Recording who came goes on without network. What is tapped is kept on this device, under its own number and with its
// own time, and sent as soon as it can be, in order. Sending again changes nothing. Without this script the page's forms
// do the same online.
const root = document.querySelector("[data-rollcall]");
if (root) {
  const text = root.dataset, api = text.rollcall, key = text.key, whose = key.split(":").at(-1);
  const bar = root.querySelector("[data-state]"), rest = root.querySelector("[data-rest-form]");
  const rows = () => [...root.querySelectorAll("[data-person]")];
  const unmarked = () => rows().filter((row) => row.dataset.stateOf === "expected");
  let sending = false, trouble = "", refused = "";

  // What waits on this device: a list of {id, path, body}; no names.
  const waiting = (of = key) => JSON.parse(localStorage.getItem(of) || "[]");
  const keep = (of, entries) => entries.length ? localStorage.setItem(of, JSON.stringify(entries)) : localStorage.removeItem(of);
  const count = () => waiting().reduce((sum, each) => sum + (each.body.marks?.length || 1), 0);

  // How far this device's clock is from the server's: learned when the page came, not when it was shown again offline.
  const clock = JSON.parse(localStorage.getItem("rollcall-clock") || "{}");
  if (clock.seen !== text.now) Object.assign(clock, { seen: text.now, ahead: Date.now() - Date.parse(text.now) });
  localStorage.setItem("rollcall-clock", JSON.stringify(clock));
  const at = () => new Date(Date.now() - clock.ahead).toISOString();
  const nonce = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), (each) => each.toString(16).padStart(2, "0")).join("");

  function show(row, state) {
    row.dataset.stateOf = state;
    for (const button of row.querySelectorAll("[aria-pressed]")) button.ariaPressed = String(button.value === state);
  }

  function tell() {
    const n = count(), left = unmarked().length, all = rows().length;
    const say = (words) => words.replace("{n}", n);
    bar.hidden = false;
    bar.classList.toggle("wait", n > 0 || refused !== "");
    const words = n === 0 ? text.sent : trouble === "signed-out" ? say(text.signedOut) : trouble ? say(text.waiting) : say(text.sending);
    if (bar.firstChild?.data !== words + refused) bar.replaceChildren(words + refused);
    if (n && trouble === "signed-out") {
      const link = Object.assign(document.createElement("a"), { href: "/registry/sign-in?next=" + location.pathname, textContent: text.signIn });
      bar.append(" ", link);
    }
    if (!rest) return;
    rest.hidden = left === 0 && !closes();
    rest.querySelector("button").textContent = left === 0 ? text.none : left === all ? text.all : text.rest.replace("{n}", left);
    root.querySelector("[data-close-early]")?.toggleAttribute("hidden", left === 0);
  }
  const closes = () => Boolean(rest.elements.close || root.querySelector("[data-close-early]"));

  function put(path, body) {
    keep(key, [...waiting(), { id: nonce(), path, body }]);
    send();
  }
  function mark(chosen, state, close = false) {
    const one = { state, nonce: nonce(), at: at() };
    chosen.forEach((row) => show(row, state));
    put(api, { marks: chosen.map((row) => ({ id: row.dataset.person, ...one })), ...(close && { close }) });
  }

  async function send() {
    tell();
    if (sending) return;
    sending = true;
    try {
      const keys = Object.keys(localStorage).filter((each) => each.startsWith("rollcall:") && each.endsWith(":" + whose));
      trouble = "";
      for (const of of keys) while (!trouble && waiting(of).length) await sendFirst(of);
    } catch { trouble = "network"; }
    sending = false;
    tell();
  }
  async function sendFirst(of) {
    const entry = waiting(of)[0], last = waiting(of).length === 1;
    const answer = await fetch(entry.path, {
      method: "POST", body: JSON.stringify(entry.body), signal: AbortSignal.timeout(15000),
      headers: { "Content-Type": "application/json", "Accept": "application/json" },
    });
    const said = await answer.json().catch(() => ({}));
    if (answer.status === 401) return void (trouble = "signed-out");
    if (answer.status >= 500 || [408, 429].includes(answer.status) || said.code === "not_yet_known") return void (trouble = "network");
    keep(of, waiting(of).filter((each) => each.id !== entry.id));
    if (of !== key) return;
    if (!answer.ok) refused = " " + text.refused + [said.detail, ...(said.fields || []).map((each) => each.message)].filter(Boolean).join(" ");
    if (last && (entry.body.close || entry.path.endsWith("/close")) && answer.ok) return location.reload();
    if (last && navigator.serviceWorker?.controller) fetch(location.pathname).catch(() => {});  // what is kept is as new
    tell();
  }

  root.addEventListener("submit", (event) => {
    const form = event.target, row = form.closest("[data-person]");
    if ("online" in form.dataset) {
      if (navigator.onLine) return;
      bar.replaceChildren(text.needsNetwork);
      bar.scrollIntoView({ block: "center" });
    } else if ("one" in form.dataset) mark([row], event.submitter.value);
    else if ("close" in form.dataset) put(api + "/close", {});
    else if (unmarked().length) mark(unmarked(), "present", Boolean(form.elements.close));
    else put(api + "/close", {});
    event.preventDefault();
    event.stopPropagation();
  }, true);

  for (const { body } of waiting()) for (const one of body.marks || []) {
    const row = rows().find((each) => each.dataset.person === one.id);
    if (row) show(row, one.state);
  }
  addEventListener("online", send);
  setInterval(() => count() && send(), 10000);
  send();

  // So that the page opens again without network; a device that cannot do that goes on as long as it stays open.
  navigator.serviceWorker?.register("/activities/shifts/worker.js").then(() => navigator.serviceWorker.ready).then((found) => {
    const parts = [...document.querySelectorAll("link[href], script[src], img[src]")].map((each) => each.href || each.src);
    found.active.postMessage({ page: location.pathname, parts });
  }).catch(() => {});
}
