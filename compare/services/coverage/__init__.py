"""Other reports of an event: what to ask for, whom to ask, and which of what comes back is of the same event."""
