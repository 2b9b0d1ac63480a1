"""Data: JSONL records, preprocessing, loading for training, and the drawn mini set."""
