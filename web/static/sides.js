// Side by side: shows where the reader is, and finds all counterparts of a passage.
// Without it every row, link and reason is there all the same.

// The overview strip: which rows are on the screen.
const marks = new Map([...document.querySelectorAll(".overview [data-row]")].map((mark) => [mark.dataset.row, mark]));
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) marks.get(entry.target.dataset.row)?.classList.toggle("here", entry.isIntersecting);
});
for (const row of document.querySelectorAll(".row[data-row]")) {
  seen.observe(row);
  marks.get(row.dataset.row)?.addEventListener("click", () => row.scrollIntoView({ block: "center" }));
}

// Counterparts: a button behind each passage that has some marks them all; on a phone they open as a sheet.
const narrow = matchMedia("(max-width: 52rem)");
const sheet = document.createElement("dialog");
sheet.className = "sheet";
sheet.setAttribute("aria-label", "Counterparts");
document.querySelector("main").append(sheet);
let chosen = null;
const said = document.createElement("p");
said.className = "unseen";
said.setAttribute("aria-live", "polite");
document.querySelector("main").append(said);

function clear() {
  for (const each of document.querySelectorAll(".chosen, .counterpart")) each.classList.remove("chosen", "counterpart");
  chosen?.setAttribute("aria-pressed", "false");
  chosen = null;
  said.textContent = "";
}

function outletOf(passage) {
  return passage.closest(".cell").querySelector(".who").textContent;
}

function open(passages) {
  const close = document.createElement("button");
  close.textContent = "Close";
  close.addEventListener("click", () => sheet.close());
  sheet.replaceChildren(close);
  for (const passage of passages) {
    const quote = passage.cloneNode(true);
    quote.removeAttribute("id");
    quote.classList.remove("counterpart");
    quote.querySelector("button")?.remove();
    const who = document.createElement("p");
    who.className = "who";
    who.textContent = outletOf(passage);
    sheet.append(who, quote);
  }
  sheet.showModal();
}

function mark(button, passage, counterparts) {
  clear();
  chosen = button;
  button.setAttribute("aria-pressed", "true");
  passage.classList.add("chosen");
  for (const each of counterparts) each.classList.add("counterpart");
  said.textContent = `Marked: ${[...new Set(counterparts.map(outletOf))].join(", ")}`;
  history.replaceState(null, "", `#${passage.id}`);
}

function choose(button, passage, counterparts) {
  if (chosen === button && !narrow.matches) {
    clear();
    return;
  }
  mark(button, passage, counterparts);
  if (narrow.matches) open(counterparts);
}

sheet.addEventListener("close", () => {
  const last = chosen;
  clear();
  last?.focus();
});

for (const passage of document.querySelectorAll("[data-with]")) {
  const counterparts = passage.dataset.with.split(" ").map((id) => document.getElementById(id)).filter(Boolean);
  if (!counterparts.length) continue;
  const button = document.createElement("button");
  button.className = "with";
  button.textContent = `⇄ ${counterparts.length}`;
  button.setAttribute("aria-pressed", "false");
  button.setAttribute("aria-label", `Mark ${counterparts.length} counterpart${counterparts.length > 1 ? "s" : ""}`);
  button.addEventListener("click", () => choose(button, passage, counterparts));
  passage.append(" ", button);
  if (location.hash === `#${passage.id}`) mark(button, passage, counterparts);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !sheet.open) clear();
});
