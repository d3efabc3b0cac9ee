// A click on the button sends the page as this browser shows it, and opens the comparison with what Parallax holds.
// Nothing is sent without a click, and nothing to anyone but the server in the settings.

const LARGEST = 4_000_000; // characters of a page that Parallax takes

// What goes wrong, in words that are shown on the page of settings.
class Problem extends Error {}

async function settings() {
  const { server, key } = await chrome.storage.local.get({ server: "", key: "" });
  if (!server || !key) throw new Problem("Say where your Parallax is, and give it an API key.");
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
    throw new Problem("This page cannot be read: browsers keep their own pages and shops from extensions.");
  }
  if (!/^https?:/.test(result.url)) throw new Problem("Only pages of the web (http and https) can be sent.");
  if (result.html.length > LARGEST) throw new Problem("This page is larger than Parallax takes.");
  return result;
}

async function add(page, { server, key }) {
  let answer;
  try {
    answer = await fetch(`${server}/api/v1/articles`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Authorization: `Bearer ${key}` },
      body: JSON.stringify({ articles: [page] }),
      credentials: "omit",
    });
  } catch {
    throw new Problem(`There is no answer from ${server}: does Parallax run there, and may this extension ask it?`);
  }
  const told = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Problem(told.detail || `${server} answered ${answer.status}.`);
  return told.id;
}

async function send(tab) {
  await chrome.action.setBadgeText({ tabId: tab.id, text: "…" });
  try {
    const where = await settings();
    const job = await add(await pageOf(tab), where);
    return await chrome.tabs.create({ url: `${where.server}/jobs/${job}?then=compare`, openerTabId: tab.id });
  } catch (error) {
    const said = error instanceof Problem ? error.message : `Something went wrong: ${error.message}`;
    return await chrome.tabs.create({ url: `options.html#${encodeURIComponent(said)}` });
  } finally {
    await chrome.action.setBadgeText({ tabId: tab.id, text: "" }).catch(() => {});
  }
}

chrome.action.onClicked.addListener(send);
