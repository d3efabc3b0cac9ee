"""Feeds and other lists of links: RSS, Atom, JSON Feed, OPML, sitemaps."""
