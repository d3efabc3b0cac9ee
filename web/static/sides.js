// Side by side: an overview strip, lines between matching sentences, and scrolling the counterparts of a sentence into view.
// Without this script, all rows, links and reasons are still there.

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const narrow = matchMedia("(max-width: 52rem)");
const table = document.querySelector(".sides");
const passages = new Map([...document.querySelectorAll(".passage[data-with]")].map((each) => [each.id, each]));
const counterpartsOf = (passage) => passage.dataset.with.split(" ").map((id) => passages.get(id)).filter(Boolean);

// The overview strip shows which rows are on the screen.
const marks = new Map([...document.querySelectorAll(".overview [data-row]")].map((mark) => [mark.dataset.row, mark]));
const seen = new IntersectionObserver((entries) => {
  for (const entry of entries) marks.get(entry.target.dataset.row)?.classList.toggle("here", entry.isIntersecting);
});
for (const row of document.querySelectorAll(".row[data-row]")) {
  seen.observe(row);
  marks.get(row.dataset.row)?.addEventListener("click", () => row.scrollIntoView({ block: "center" }));
}

// Connectors lead from the first line of a sentence to that of each counterpart in a column further right.
const SVG = "http://www.w3.org/2000/svg";
const wires = document.createElementNS(SVG, "svg");
wires.setAttribute("class", "wires");
wires.setAttribute("aria-hidden", "true");
const wired = table.classList.contains("ordered");
if (wired) table.append(wires);
const columnOf = (passage) => [...passage.closest(".row").children].indexOf(passage.closest(".cell"));
const LINE = 14; // half a line of text, in pixels

function draw() {
  if (!wired || narrow.matches) return;
  const base = table.getBoundingClientRect();
  wires.replaceChildren();
  for (const link of document.querySelectorAll(".to[data-to]")) {
    const here = link.closest(".passage");
    const there = passages.get(link.dataset.to);
    if (!there || !here.checkVisibility() || !there.checkVisibility()) continue;
    const step = columnOf(there) - columnOf(here);
    if (step <= 0 || (step > 1 && !here.classList.contains("chosen"))) continue;
    const a = here.getBoundingClientRect();
    const b = there.getBoundingClientRect();
    const [x, y, u, v] = [a.right + 4 - base.left, a.top + LINE - base.top, b.left + 2 - base.left, b.top + LINE - base.top];
    const bend = Math.max(24, (u - x) / 2);
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", `M${x} ${y}C${x + bend} ${y} ${u - bend} ${v} ${u} ${v}`);
    const on = [here, there].some((each) => each.classList.contains("chosen"));
    path.setAttribute("class", [...link.classList].filter((each) => each !== "to").join(" ") + (on ? " on" : ""));
    wires.append(path);
  }
  wires.classList.toggle("choosing", Boolean(table.querySelector(".chosen")));
}
new ResizeObserver(draw).observe(table);
table.addEventListener("toggle", draw, true);

// Selecting a sentence highlights its counterparts and scrolls the first into view; on a phone they open as a sheet.
const sheet = document.createElement("dialog");
sheet.className = "sheet";
sheet.setAttribute("aria-label", "Counterparts");
const status = document.createElement("p");
status.className = "unseen";
status.setAttribute("aria-live", "polite");
document.querySelector("main").append(sheet, status);
let chosen = null;
let opener = null; // the control that opened it

const outletOf = (passage) => passage.closest(".cell").querySelector(".who").textContent;

function clear() {
  for (const each of document.querySelectorAll(".chosen, .counterpart")) each.classList.remove("chosen", "counterpart");
  chosen = null;
  status.textContent = "";
  draw();
}

function mark(passage) {
  clear();
  chosen = passage;
  passage.classList.add("chosen");
  const counterparts = counterpartsOf(passage);
  for (const each of counterparts) each.classList.add("counterpart");
  status.textContent = `Marked: ${[...new Set(counterparts.map(outletOf))].join(", ")}`;
  history.replaceState(null, "", `#${passage.id}`);
  draw();
  return counterparts;
}

function bring(passage) {
  const { top, bottom } = passage.getBoundingClientRect();
  if (top < 120 || bottom > innerHeight - 80) passage.scrollIntoView({ behavior: calm.matches ? "auto" : "smooth", block: "center" });
}

function open(quotes) {
  const close = document.createElement("button");
  close.textContent = "Close";
  close.addEventListener("click", () => sheet.close());
  sheet.replaceChildren(close);
  for (const passage of quotes) {
    const quote = passage.cloneNode(true);
    quote.removeAttribute("id");
    quote.classList.remove("counterpart");
    for (const each of quote.querySelectorAll("a, button, details, .echo")) each.remove();
    const who = document.createElement("p");
    who.className = "who";
    who.textContent = outletOf(passage);
    sheet.append(who, quote);
  }
  sheet.showModal();
}
sheet.addEventListener("close", () => {
  clear();
  opener?.focus();
});

function choose(passage, control, target) {
  opener = control;
  const counterparts = mark(passage);
  if (narrow.matches) open(counterparts);
  else bring(target ?? counterparts[0]);
}

for (const passage of passages.values()) {
  const links = passage.querySelectorAll(".to");
  for (const link of links) {
    const target = passages.get(link.dataset.to);
    if (link.matches("details")) link.addEventListener("toggle", () => (link.open ? choose(passage, link.firstElementChild, target) : clear()));
    else link.addEventListener("click", (event) => {
      event.preventDefault();
      choose(passage, link, target);
    });
  }
  if (!links.length) addButton(passage);
  if (location.hash === `#${passage.id}`) mark(passage);
}

function addButton(passage) {
  const number = counterpartsOf(passage).length;
  if (!number) return;
  const button = document.createElement("button");
  button.className = "with";
  button.textContent = `⇄ ${number}`;
  button.setAttribute("aria-label", `Mark ${number} counterpart${number > 1 ? "s" : ""}`);
  button.addEventListener("click", () => (chosen === passage && !narrow.matches ? clear() : choose(passage, button)));
  passage.append(" ", button);
}

// Clicking the number of a sentence fills it in in the form that links two sentences.
const form = document.querySelector(".link-form");
for (const number of document.querySelectorAll(".no")) {
  number.addEventListener("click", () => {
    const side = columnOf(number.closest(".passage")) ? "b" : "a";
    if (form) form.elements[`${side}_sentence`].value = number.textContent;
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !sheet.open) clear();
});
draw();
