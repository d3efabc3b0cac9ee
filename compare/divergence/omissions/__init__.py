"""Omissions: passages of an article that report what another article does not have."""
