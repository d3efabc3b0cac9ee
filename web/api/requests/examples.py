"""Examples of the OpenAPI document: they work on the sample stories, whose ids derive from their content."""

from __future__ import annotations

EVENT = "267d62ab65da1fdd"
ARTICLE = "e97ec4315c0c209a"
OTHER = "74ab7caf367d8c2b"
DIVERGENCE = "ba076353cdad3002"
CORRECTION = 1  # the number of the first correction
QUERY = "minister resigned over leak"

REVIEW = {"articles": [OTHER, "84cfb033a63007f8"], "verdict": "dismissed"}
LINK_ID = "3c9f0c35daef6342"  # the id of the link that the example adds
LINK = {"a": {"article": OTHER, "index": 0}, "b": {"article": ARTICLE, "index": 9}}
LINK_REVIEW = {"articles": [ARTICLE, OTHER], "verdict": "confirmed"}
SPLIT = {"kind": "split", "event": EVENT, "articles": ["69248dc320824069"]}
PASSAGE = {"text": "The minerals agreement is finished and signed."}
ARTICLES = {
    "articles": [
        {
            "outlet": "The Halm Gazette",
            "title": "Tram line opens",
            "text": "A tram line opened in Halm on Monday. It cost 40 million crowns.",
            "url": "https://gazette.example/tram",
            "published": "2026-05-04T09:00:00Z",
        }
    ]
}
URLS = {"urls": ["https://gazette.example/tram", "https://gazette.example/feed.xml"]}
COVERAGE = {"event": EVENT}
COMPARISON = {
    "articles": [
        {"outlet": "A", "text": "The bridge was closed on Monday. Two people were hurt."},
        {"outlet": "B", "text": "The bridge has been shut since Monday, and three people were hurt."},
    ]
}
ALERT = {
    "name": "Tram lines",
    "url": "https://hooks.example/parallax",
    "on": ["event", "fact"],
    "q": "tram line",
    "pace": "hourly",
}
