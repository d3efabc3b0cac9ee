"""Alerts: saved searches and filters that call a webhook when something new matches them."""
