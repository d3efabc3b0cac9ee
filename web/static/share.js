// A button that copies the URL of the page with its articles, filters and selected passage.
// Without this script, the URL can be copied from the address bar.

const alone = () => document.querySelector("main .head").appendChild(document.createElement("p"));
const place = document.querySelector("main .head > .links") ?? document.querySelector("main .stepping") ?? document.querySelector("main > .links") ?? alone();
place.classList.add("share");
const button = document.createElement("button");
button.type = "button";
button.textContent = "Copy link";
const status = document.createElement("span");
status.setAttribute("aria-live", "polite");
place.append(" ", button, " ", status);

button.addEventListener("click", async () => {
  try {
    await navigator.clipboard.writeText(location.href);
    status.textContent = "Copied";
  } catch {
    status.textContent = "Could not copy. Copy it from the address bar.";
  }
});
