"""Examining files: text, JSONL, CSV and Parquet, as ``discreet scan`` does."""
