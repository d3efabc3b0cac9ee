"""Search services for other reports of an event. They share one protocol, and each is off until a setting names it."""
