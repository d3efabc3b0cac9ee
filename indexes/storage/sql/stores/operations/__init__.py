"""Stores of feeds, removals, API keys, jobs, activity and alerts."""
