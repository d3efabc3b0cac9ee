// Steps through the differences of a comparison by keyboard (n, p) and by the two buttons; without it, they are links.

const rows = [...document.querySelectorAll(".row.differs")];
let at = -1;

function step(by) {
  if (!rows.length) return;
  at = (at + by + rows.length) % rows.length;
  const row = rows[at];
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  row.scrollIntoView({ behavior: calm ? "auto" : "smooth", block: "center" });
  row.focus({ preventScroll: true });
  history.replaceState(null, "", `#${row.id}`);
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

const start = rows.findIndex((row) => `#${row.id}` === location.hash);
if (start >= 0) at = start;
