"""Does the gateway do what a policy promises? A sandbox, and probes that look at it."""
