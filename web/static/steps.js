// Steps through the differences of a page, by the keys n and p or by the links that say so.
// Without it the links lead to the first and the last.

const differing = [...document.querySelectorAll("[data-difference]")];
let at = differing.findIndex((each) => `#${each.id}` === location.hash);

function step(by) {
  if (!differing.length) return;
  at = (at + by + differing.length) % differing.length;
  const shown = differing[at];
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  shown.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "center" });
  shown.focus({ preventScroll: true });
  history.replaceState(null, "", `#${shown.id}`);
}

for (const link of document.querySelectorAll("[data-step]")) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    step(Number(link.dataset.step));
  });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === "n") step(1);
  else if (event.key === "p") step(at < 0 ? 0 : -1);
});
