"""The attribution tagger: source, cue and content of what is said."""
