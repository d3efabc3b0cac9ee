// A button that copies the address of what is seen: articles, filters and the passage where the reader is.
// Without it the address bar says the same.

const alone = () => document.querySelector("main .head").appendChild(document.createElement("p"));
const place = document.querySelector("main .head > .links") ?? document.querySelector("main .stepping") ?? document.querySelector("main > .links") ?? alone();
place.classList.add("share");
const button = document.createElement("button");
button.type = "button";
button.textContent = "Copy link";
const said = document.createElement("span");
said.setAttribute("aria-live", "polite");
place.append(" ", button, " ", said);

button.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    said.textContent = "Copied";
  } catch {
    said.textContent = "Could not copy. Copy it from the address bar.";
  }
});
