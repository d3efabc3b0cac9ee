"""The larger of the reader's two models, which judges likely matches and how they diverge."""
