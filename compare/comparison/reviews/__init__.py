"""Reviews of users, applied to a comparison."""
