"""Schemas of requests: parameters, bodies, their types and examples."""
