// On every page: times in the reader's zone, the theme without a new page, and a word while something is computed.
// Without it times are in UTC and the theme is changed by its form.

for (const time of document.querySelectorAll("time[datetime*='T']")) {
  const at = new Date(time.dateTime);
  if (Number.isNaN(at.getTime()) || !at.getTimezoneOffset()) continue;
  time.title = time.textContent;
  const date = { day: "numeric", month: "long", year: "numeric" };
  time.textContent = `${at.toLocaleDateString("en-GB", date)}, ${at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" })}`;
}

const theme = document.querySelector(".theme");
theme?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const button = theme.querySelector("button");
  const wanted = button.value;
  const body = new URLSearchParams({ theme: wanted, back: "/" });
  await fetch(theme.action, { method: "POST", body, redirect: "manual" });
  if (wanted) document.documentElement.dataset.theme = wanted;
  else delete document.documentElement.dataset.theme;
  const next = { "": "dark", dark: "light", light: "" }[wanted];
  button.value = next;
  button.firstElementChild.textContent = { "": "◐ auto", dark: "● dark", light: "○ light" }[wanted];
  button.setAttribute("aria-label", `Theme: ${wanted || "automatic"}. Change to ${next || "automatic"}.`);
});

for (const form of document.querySelectorAll("form[data-busy]")) {
  form.addEventListener("submit", () => {
    const button = form.querySelector("button:not([type])");
    const said = document.createElement("span");
    said.setAttribute("role", "status");
    said.className = "note";
    said.textContent = form.dataset.busy;
    button.after(" ", said);
    form.setAttribute("aria-busy", "true");
    addEventListener("pageshow", () => said.remove(), { once: true });
  });
}

// A description that opens at the pointer or at the focus goes with Escape, as WCAG 1.4.13 asks.
addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.body.classList.add("tips-off");
});
for (const name of ["pointermove", "focusin"]) addEventListener(name, () => document.body.classList.remove("tips-off"));
