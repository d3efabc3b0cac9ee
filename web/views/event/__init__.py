"""The parts of the page of an event: cards, maps, tables and the timeline."""
