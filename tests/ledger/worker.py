"""A process of its own that publishes on the database of DATABASE_URL: `python -m tests.ledger.worker ACTOR PAUSE IDS`.

Started by test_processes.py, several at once, and killed there. PAUSE holds it that many seconds in the middle of each
chunk, after the entries are written and before the versions are.
"""

from __future__ import annotations

import os
import sys
import time

import django


def main(actor: str, pause: str, ids: list[str]) -> None:
    """Publish these figures one by one where no pause is asked for, in chunks of three otherwise."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    from tracker.ledger import publish
    from tracker.models import User

    user = User.objects.get(username=actor)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    if float(pause):
        publish.CHUNK = 3
        _dawdle(publish, float(pause))
        publish.publish_figures([int(one) for one in ids], actor=user)
    else:
        for one in ids:
            publish.publish_figures([int(one)], actor=user)
    sys.stdout.write("done\n")


def _dawdle(publish: object, seconds: float) -> None:
    real = publish.close_versions  # type: ignore[attr-defined]

    def slow(ends: dict[int, int]) -> None:
        sys.stdout.write("entries are written\n")
        sys.stdout.flush()
        time.sleep(seconds)
        real(ends)

    publish.close_versions = slow  # type: ignore[attr-defined]


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
