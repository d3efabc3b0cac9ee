// Steps through the differences of a page with the keys n and p or with links, and shows the current position.
// Without this script, the links lead to the first and the last difference.

const differing = [...document.querySelectorAll("[data-difference]")];
const steps = document.querySelector(".steps");
const bar = steps?.querySelector(".stepping");
let at = differing.findIndex((each) => `#${each.id}` === location.hash);

const place = document.createElement("span");
place.setAttribute("aria-live", "polite");
bar?.append(" ", place);

function step(by) {
  if (!differing.length) return;
  at = at < 0 && by < 0 ? differing.length - 1 : (at + by + differing.length) % differing.length;
  const shown = differing[at];
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const block = shown.offsetHeight > innerHeight / 2 ? "start" : "center"; // tall elements are scrolled to their start
  shown.scrollIntoView({ behavior: calm ? "auto" : "smooth", block });
  shown.focus({ preventScroll: true });
  place.textContent = `Difference ${at + 1} of ${differing.length}`;
  history.replaceState(null, "", `#${shown.id}`);
}

for (const link of document.querySelectorAll("[data-step]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    step(Number(link.dataset.step));
  });
}

// Single-letter shortcuts can interfere with speech input and accidental typing, so they can be turned off permanently.
const keys = document.createElement("button");
keys.type = "button";
keys.className = "keys";
let isOn = true;

function switchKeys(on) {
  isOn = on;
  keys.textContent = `Shortcuts: ${on ? "on" : "off"}`;
  document.documentElement.classList.toggle("keyless", !on);
}

function storage() {
  try {
    return localStorage;
  } catch {
    return null; // the browser blocks site storage
  }
}

switchKeys(storage()?.getItem("keys") !== "off");
bar?.append(" ", keys);
keys.addEventListener("click", () => {
  switchKeys(!isOn);
  storage()?.setItem("keys", isOn ? "on" : "off");
});

document.addEventListener("keydown", (event) => {
  if (!isOn || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, dialog")) return;
  if (event.key === "n") step(1);
  else if (event.key === "p") step(-1);
});

// The links float at the bottom of the window while differences are visible.
if (bar && differing.length) {
  const seen = new Map();
  const above = document.querySelector(".tools, .heads"); // covers the top of the window if it is sticky
  const covered = above && getComputedStyle(above).position === "sticky" ? above.offsetHeight : 0;
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) seen.set(entry.target, entry.isIntersecting);
    bar.classList.toggle("afloat", !seen.get(steps) && seen.get(differing[0].parentElement));
  }, { rootMargin: `-${covered}px 0px 0px` });
  watch.observe(steps);
  watch.observe(differing[0].parentElement);
}
