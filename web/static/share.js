// A button that copies the address of what is seen: articles, filters and the passage where the reader is.
// Without it the address bar says the same.

const head = document.querySelector("main .head");
const place = head.querySelector(".steps") ?? head.appendChild(document.createElement("p"));
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
    said.textContent = "Not allowed here: copy it from the address bar";
  }
});
