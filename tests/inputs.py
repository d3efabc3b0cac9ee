"""One valid input of each supported kind, about invented events, for the tests of the readers."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Sequence

from indexes.ingest import Defaults
from indexes.ingest.kinds import Kind
from indexes.ingest.readers import Found, read_stream
from tests.documents import docx_of, mbox_of, message, press_release

BODY = (
    "Engineers opened the gates of the Corran dam two days early on Tuesday, after a week of rain filled the valley.",
    "“We had a metre to spare, and I did not want to use it,” said Una Brandt, who has run the dam for eleven years.",
    "Farms below the dam were warned at noon; by evening the lower meadows stood under forty centimetres of water.",
    "The council meets on Thursday to decide whether the bridge at Aldmoor stays closed until the river has fallen.",
)
PARAGRAPHS = "".join(f"<p>{each}</p>" for each in BODY)

PAGE = f"""<!doctype html><html lang="en-GB"><head><title>Dam gates opened early - The Weir</title>
<meta property="og:site_name" content="The Weir"><link rel="canonical" href="https://weir.example/dam">
<meta property="article:published_time" content="2026-02-03T08:00:00Z"></head>
<body><nav><a href="/">Home</a></nav><article><h1>Dam gates opened early</h1>{PARAGRAPHS}</article>
<aside><h3>Related stories</h3><ul><li><a href="/x">Otter seen in canal</a></li></ul></aside>
<footer>Subscribe to our newsletter</footer></body></html>"""

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>The Weir | Valley news</title><link>https://weir.example/</link><language>en</language>
<item><title>Dam gates opened &amp; farms warned</title><link>https://weir.example/dam</link><dc:creator>Una Lind</dc:creator>
<pubDate>Tue, 03 Feb 2026 08:00:00 GMT</pubDate><description>Engineers opened the gates …</description>
<content:encoded><![CDATA[{PARAGRAPHS}<p>The post Dam gates opened appeared first on The Weir.</p>]]></content:encoded></item>
<item><title>Otter seen in canal</title><link>/otter</link><pubDate>Wed, 04 Feb 2026 08:00:00 GMT</pubDate>
<description>An otter was seen on Wednesday.</description></item>
</channel></rss>"""

ATOM = f"""<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>The Weir</title>
<link rel="self" href="https://weir.example/feed.atom"/><link href="https://weir.example/"/>
<entry><title type="html">Dam &lt;b&gt;gates&lt;/b&gt; opened</title><link rel="alternate" href="https://weir.example/dam"/>
<id>urn:x:1</id><published>2026-02-03T08:00:00Z</published><updated>2026-02-03T10:00:00Z</updated>
<author><name>Una Lind</name></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{PARAGRAPHS}</div></content></entry>
<entry><title>Otter seen</title><link href="https://weir.example/otter"/><updated>2026-02-04T08:00:00Z</updated>
<summary>An otter was seen.</summary></entry></feed>"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "The Weir",
        "home_page_url": "https://weir.example/",
        "items": [
            {
                "id": "1",
                "url": "https://weir.example/dam",
                "title": "Dam gates opened",
                "content_html": PARAGRAPHS,
                "date_published": "2026-02-03T08:00:00Z",
                "authors": [{"name": "Una Lind"}, {"name": "Ole Marsh"}],
            },
            {"id": "2", "url": "https://weir.example/otter", "title": "Otter seen", "summary": "An otter was seen."},
        ],
    }
)

OPML = """<?xml version="1.0"?><opml version="2.0"><head><title>Mine</title></head><body><outline text="Valley">
<outline type="rss" text="The Weir" xmlUrl="https://weir.example/feed.xml" htmlUrl="https://weir.example/"/>
<outline type="rss" title="The Dyke" text="d" xmlUrl="https://dyke.example/rss"/></outline>
<outline text="again" xmlUrl="https://weir.example/feed.xml"/><outline text="bad" xmlUrl="javascript:alert(1)"/></body></opml>"""

SITEMAP = """<?xml version="1.0" encoding="UTF-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"
xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"><url><loc>https://weir.example/dam</loc><news:news>
<news:publication><news:name>The Weir</news:name><news:language>en</news:language></news:publication>
<news:publication_date>2026-02-03T08:00:00+00:00</news:publication_date><news:title>Dam gates opened</news:title></news:news></url>
<url><loc>https://weir.example/otter</loc><lastmod>2026-02-04</lastmod></url></urlset>"""

NINJS = {
    "uri": "https://agency.example/items/7",
    "type": "text",
    "versioncreated": "2026-02-03T10:00:00Z",
    "firstcreated": "2026-02-03T08:00:00Z",
    "language": "en",
    "byline": "Una Lind",
    "headline": "Dam gates opened",
    "infosource": [{"name": "Valley Press"}],
    "body_text": " ".join(BODY),
    "body_xhtml": PARAGRAPHS,
}


def warc_record(
    url: str, page: bytes, headers: Sequence[str] = (), status: str = "200 OK", kind: str = "text/html"
) -> bytes:
    """A response record; `headers` are additional headers of the record."""
    block = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n\r\n".encode() + page
    head = ["WARC/1.0", "WARC-Type: response", f"WARC-Target-URI: {url}", "WARC-Date: 2026-02-03T09:00:00Z", *headers]
    head += ["WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>"]
    head += ["Content-Type: application/http; msgtype=response", f"Content-Length: {len(block)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def warc_info() -> bytes:
    head = b"WARC/1.0\r\nWARC-Type: warcinfo\r\nWARC-Date: 2026-02-03T09:00:00Z\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
    return head + b"Content-Type: application/warc-fields\r\nContent-Length: 11\r\n\r\nsoftware: x\r\n\r\n"


def zip_of(files: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return packed.getvalue()


VALID: dict[Kind, list[bytes]] = {
    "text": [("Dam gates opened\n\n" + "\n".join(BODY)).encode()],
    "html": [PAGE.encode()],
    "json": [JSON_FEED.encode(), json.dumps([{"text": "A."}, NINJS], indent=1).encode()],
    "jsonl": [b'{"text": "A.", "url": "https://weir.example/a"}\n{"url": "https://weir.example/b"}\n'],
    "csv": [b'title,text,url\nOne,"A, b.",https://weir.example/a\nTwo,,https://weir.example/b\n'],
    "feed": [RSS.encode(), ATOM.encode()],
    "opml": [OPML.encode()],
    "sitemap": [SITEMAP.encode()],
    "pdf": [press_release()],
    "docx": [docx_of(table=[["Basin", "Days"], ["North", "9"]])],
    "eml": [
        message().as_bytes(),
        message(None, f"<p>{PARAGRAPHS}</p>", attached=[("a.pdf", press_release())]).as_bytes(),
    ],
    "mbox": [mbox_of([message(), message(Subject="Basin open again")])],
    "warc": [warc_info() + warc_record("https://weir.example/dam", PAGE.encode())],
    "zip": [zip_of({"a.txt": b"One\n\nA.", "b/feed.xml": RSS.encode(), "c.html": PAGE.encode(), "d.bin": b"\0"})],
}


def found(data: bytes, kind: Kind | None = None, defaults: Defaults | None = None) -> list[Found]:
    return list(read_stream(io.BytesIO(data), "input", kind, defaults or Defaults()))
