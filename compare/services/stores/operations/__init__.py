"""Protocols of the stores of feeds, removals, API keys, jobs, activity and alerts."""
