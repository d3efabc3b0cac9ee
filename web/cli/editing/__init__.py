"""Commands that edit an archive: corrections, removals, reviews, outlets."""
