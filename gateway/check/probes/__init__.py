"""The probes: each exercises the running gateway, and says what it saw."""
