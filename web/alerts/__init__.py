"""Alerts: matching new items to them, and the thread that sends their messages."""
