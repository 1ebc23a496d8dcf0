"""What is counted: of exchanges, consents and jobs, for the metrics and the dashboard."""
