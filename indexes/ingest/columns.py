"""The columns of tables and keys of JSON objects that are mapped to the fields of an article."""

from __future__ import annotations

COLUMNS = {
    "outlet": ("outlet", "source", "publisher", "source_domain", "domain", "publication", "sitename", "site_name",
               "media_name", "sourcecommonname", "v2sourcecommonname", "media_url", "source_url"),
    "title": ("title", "headline", "name", "article_title"),
    "text": ("text", "body", "content", "articlebody", "maintext", "article", "story", "full_text", "article_text",
             "cleaned_text", "story_text"),
    "url": ("url", "link", "canonical_url", "canonical_link", "permalink", "article_url", "documentidentifier",
            "v2documentidentifier"),
    "published": ("published", "date", "date_publish", "publish_date", "published_at", "publishedat", "datepublished",
                  "pubdate", "pub_date", "publication_date",
                  "date_published", "seendate", "v2.1date", "published_date"),
    "modified": ("modified", "date_modify", "updated", "datemodified", "modified_at", "date_modified", "updated_at"),
    "language": ("language", "lang", "meta_lang", "inlanguage"),
    "author": ("author", "authors", "byline", "creator"),
}  # fmt: skip
"""The column names for each field of an article, most reliable first; case does not matter.

They include those of news-please, newspaper3k and newspaper4k, Media Cloud, NewsAPI, GDELT's DOC API and its GKG.
"""
