"""The attribution tagger: source, cue and content of each attribution."""
