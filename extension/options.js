// The settings: where Parallax is, and the key. Both stay in this browser.

const form = document.querySelector("form");
const problem = document.getElementById("problem");
const said = document.getElementById("said");

function complain(text) {
  problem.textContent = text;
  problem.hidden = !text;
}

complain(decodeURIComponent(location.hash.slice(1)));
chrome.storage.local.get({ server: "", key: "" }).then((held) => {
  form.server.value ||= held.server; // not over what somebody has typed meanwhile
  form.key.value ||= held.key;
});

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  complain("");
  said.textContent = "";
  const { origin, protocol } = new URL(form.server.value);
  if (!["http:", "https:"].includes(protocol)) {
    complain("The address begins with http:// or https://.");
    return;
  }
  const allowed = await chrome.permissions.request({ origins: [`${origin}/*`] });
  if (!allowed) {
    complain(`Without your permission the extension cannot reach ${origin}.`);
    return;
  }
  await chrome.storage.local.set({ server: origin, key: form.key.value.trim() });
  form.server.value = origin;
  said.textContent = "Saved.";
});
