// A click on the button sends the page as this browser shows it, and opens its comparison with the articles in Parallax.
// Nothing is sent without a click, or to any server other than the one in the settings.

const LARGEST = 4_000_000; // maximum characters of a page that Parallax accepts

// An error whose message is shown on the options page.
class Problem extends Error {}

async function settings() {
  const { server, key } = await chrome.storage.local.get({ server: "", key: "" });
  if (!server || !key) throw new Problem("Enter the address of your Parallax server and an API key.");
  return { server, key };
}

function rendered() {
  return { html: document.documentElement.outerHTML, url: location.href };
}

async function pageOf(tab) {
  let result;
  try {
    [{ result }] = await chrome.scripting.executeScript({ target: { tabId: tab.id }, func: rendered });
  } catch {
    throw new Problem("This page cannot be read: browsers do not let extensions read their own pages and extension stores.");
  }
  if (!/^https?:/.test(result.url)) throw new Problem("Only web pages (http and https) can be sent.");
  if (result.html.length > LARGEST) throw new Problem("This page is too large for Parallax.");
  return result;
}

async function add(page, { server, key }) {
  let response;
  try {
    response = await fetch(`${server}/api/v1/articles`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` },
      body: JSON.stringify({ articles: [page] }),
      credentials: "omit",
    });
  } catch {
    throw new Problem(`No response from ${server}. Is Parallax running there, and may this extension access it?`);
  }
  const body = await response.json().catch(() => ({}));
  if (!response.ok) throw new Problem(body.detail || `${server} responded with status ${response.status}.`);
  return body.id;
}

async function send(tab) {
  await chrome.action.setBadgeText({ tabId: tab.id, text: "…" });
  try {
    const target = await settings();
    const job = await add(await pageOf(tab), target);
    return await chrome.tabs.create({ url: `${target.server}/jobs/${job}?then=compare`, openerTabId: tab.id });
  } catch (error) {
    const message = error instanceof Problem ? error.message : `Something went wrong: ${error.message}`;
    return await chrome.tabs.create({ url: `options.html#${encodeURIComponent(message)}` });
  } finally {
    await chrome.action.setBadgeText({ tabId: tab.id, text: "" }).catch(() => {});
  }
}

chrome.action.onClicked.addListener(send);
