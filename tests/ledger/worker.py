"""A process of its own that writes on the database of DATABASE_URL, started by test_processes.py and killed there.

`python -m tests.ledger.worker publish ACTOR PAUSE IDS` publishes figures. PAUSE holds it that many seconds in the
middle of each chunk, after the entries are written and before the versions are.
`python -m tests.ledger.worker merge ACTOR STAGE OLD INTO` merges two organisations and is held at each STAGE, always
inside a transaction: "deciding", "moving" what names the one that goes, or "publishing" its figures again.
"""

from __future__ import annotations

import os
import sys
import time

import django


def publish(actor: str, pause: str, *ids: str) -> None:
    """Publish these figures one by one where no pause is asked for, in chunks of three otherwise."""
    from tracker.ledger import publish, turns
    from tracker.models import User

    user = User.objects.get(username=actor)
    turns.MOST_CHUNKS = 1  # on SQLite, where more would go together
    _wait()
    if float(pause):
        publish.CHUNK = 3
        _dawdle(publish, "close_versions", "entries are written", float(pause))
        publish.publish_figures([int(one) for one in ids], actor=user)
    else:
        for one in ids:
            publish.publish_figures([int(one)], actor=user)


def merge(actor: str, stage: str, old: str, into: str) -> None:
    """Merge two organisations to the end, in chunks of two."""
    from tracker.ledger import merge, publish, republish, unfinished
    from tracker.models import User

    user = User.objects.get(username=actor)
    merge.CHUNK = publish.CHUNK = 2
    held = {"deciding": (merge, "_tell"), "moving": (merge, "_reference"), "publishing": (republish, "close_versions")}
    module, name = held[stage]
    _dawdle(module, name, stage, 0.5)
    _wait()
    unfinished.carry_on(merge.merge("organisation", int(old), int(into), actor=user, reason="One office."))


def _wait() -> None:
    _say("ready")
    sys.stdin.readline()


def _say(word: str) -> None:
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def _dawdle(module: object, name: str, word: str, seconds: float) -> None:
    real = getattr(module, name)

    def slow(*args: object, **kwargs: object) -> object:
        _say(word)
        time.sleep(seconds)
        return real(*args, **kwargs)

    setattr(module, name, slow)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()
    {"publish": publish, "merge": merge}[sys.argv[1]](*sys.argv[2:])
    _say("done")
