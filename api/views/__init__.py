"""A small view for each resource; `reading.py` holds what they share."""
