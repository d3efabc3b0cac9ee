"""Search services for other reports of an event. They share a protocol, and each is off until a setting enables it."""
