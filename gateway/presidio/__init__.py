"""Presidio's REST API, answered by this gateway's own engine."""
