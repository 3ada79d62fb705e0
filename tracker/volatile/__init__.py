"""What may be lost without loss of evidence: sessions, counts of requests, the queue of background work.

On SQLite these tables live in a file of their own (DATA_DIR/volatile.sqlite3), so that a sign-in or a counted request
never waits for somebody who publishes; on PostgreSQL, which has no single writer, they are in the main database.
No foreign key leads from one file to the other, and nothing here is part of a backup.

router.py    which tables these are, and where they live
queue.py     work that goes on after the answer was given, and what finds work that was forgotten
rates.py     requests counted against a limit, by all processes together
visitors.py  the address of whoever asks
uses.py      what keys were used for, written down now and then
clearing.py  what need not be held any longer
leases.py    signs of life of workers; what a dead one left undone is put back
"""
