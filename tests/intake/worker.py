"""A process of its own that stores a confirmed import: `python -m tests.intake.worker RUN PAUSE`; killed by its test.

PAUSE holds it that many seconds in the middle of each chunk, after the figures are written and before it commits.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any

import django


def main(run_id: str, pause: str) -> None:
    """Store the rows of the run in chunks of two."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    from tracker.intake import runs, steps
    from tracker.ledger import imports, turns
    from tracker.models import ImportRun

    steps.CHUNK = 2
    turns.MOST_CHUNKS = 1  # on SQLite, where more would go together
    real = imports.note_figures

    def slow(figures: Any) -> None:
        real(figures)
        sys.stdout.write("figures are written\n")
        sys.stdout.flush()
        time.sleep(float(pause))

    imports.note_figures = slow
    runs.commit(ImportRun.objects.get(pk=run_id))
    sys.stdout.write("done\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
