// On every page: times in the user's time zone, changing the theme without a reload, and a note while a form is processed.
// Without this script, times are in UTC and the form changes the theme.

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
    const status = document.createElement("span");
    status.setAttribute("role", "status");
    status.className = "note";
    status.textContent = form.dataset.busy;
    button.after(" ", status);
    form.setAttribute("aria-busy", "true");
    addEventListener("pageshow", () => status.remove(), { once: true });
  });
}

// Escape closes tooltips that opened on hover or focus, as WCAG 1.4.13 requires.
addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.body.classList.add("tips-off");
});
for (const name of ["pointermove", "focusin"]) addEventListener(name, () => document.body.classList.remove("tips-off"));
