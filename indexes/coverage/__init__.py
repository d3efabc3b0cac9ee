"""Search services that know who else reported an event: one protocol, and each is off until a setting names it."""
