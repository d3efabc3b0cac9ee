"""What the page of an event shows: cards, maps, tables and the timeline."""
