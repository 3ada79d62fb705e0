"""SQLite as this project uses it: Django's own engine (base.py), and a queue in which its writers wait (queue.py)."""
