"""What Discreet costs and what it covers: ``make bench`` and ``make eval``. Loopback only."""
