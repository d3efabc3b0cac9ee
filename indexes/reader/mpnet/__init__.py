"""The larger of the reader's two models, which judges likely matches again and tells how they diverge."""
