"""Backups: one file with the whole evidence, and the way back from it, tried before it is needed.

engines.py   the database as one file and back, by each engine's own means
archive.py   the file: what is in it, and how it is written and read without trusting it
making.py    `manage.py backup`
restoring.py `manage.py restore`, and its rehearsal in a scratch database
"""
