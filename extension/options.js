// The settings: the address of Parallax and the API key. Both stay in this browser.

const form = document.querySelector("form");
const problem = document.getElementById("problem");
const status = document.getElementById("status");

function showProblem(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

showProblem(decodeURIComponent(location.hash.slice(1)));
chrome.storage.local.get({ server: "", key: "" }).then((stored) => {
  form.server.value ||= stored.server; // do not overwrite what has been typed meanwhile
  form.key.value ||= stored.key;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  showProblem("");
  status.textContent = "";
  const { origin, protocol } = new URL(form.server.value);
  if (!["http:", "https:"].includes(protocol)) {
    showProblem("The address must start with http:// or https://.");
    return;
  }
  const allowed = await chrome.permissions.request({ origins: [`${origin}/*`] });
  if (!allowed) {
    showProblem(`Without your permission, the extension cannot access ${origin}.`);
    return;
  }
  await chrome.storage.local.set({ server: origin, key: form.key.value.trim() });
  form.server.value = origin;
  status.textContent = "Saved.";
});
