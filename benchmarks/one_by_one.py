"""Whether publishing one figure costs more in a large database: two that are filled, published into in turn.

    python -m benchmarks.one_by_one FOLDER FOLDER
    python -m benchmarks.one_by_one FOLDER=postgres://... FOLDER=postgres://...

The folders are what `python -m benchmarks --keep FOLDER` left, the small one first.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections.abc import Callable
from functools import partial
from statistics import median
from typing import Any

import django

from benchmarks import in_turn

TURNS = 9
FIGURES = 40
"""Published in a turn."""
FAR = 10**8
"""Numbers of figures that no filling reaches."""
LONGEST = 700
"""Days from which the counts may start, so that none ends in the future."""


def main(small: str, large: str) -> None:
    """Publish into both in turn; prints the milliseconds of each turn and the ratio of their medians."""
    both = [in_turn.opened(where, "benchmarks.one_by_one") for where in (small, large)]
    told: list[list[float]] = [[], []]
    for turn in range(TURNS + 1):
        for publisher, milliseconds in zip(both, told, strict=True):
            took = float(in_turn.asked(publisher))
            if turn:  # the first is for warming up
                milliseconds.append(took)
    for publisher, where, milliseconds in zip(both, (small, large), told, strict=True):
        publisher.communicate()
        print(f"{where}: {', '.join(f'{one:.1f}' for one in milliseconds)} ms")
    print(f"publish one figure, in the large one against the small one: x{median(told[1]) / median(told[0]):.2f}")


def publish_here() -> None:
    """For each line read, record figures and publish them one by one; prints the median milliseconds of one."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tracker.settings")
    django.setup()

    from benchmarks import generate
    from tracker.models import LedgerHead

    chance = random.Random(generate.SEED)
    world = generate.make_world(chance)
    # Each turn is about the same place and measure, counted from another day: there is nothing else to differ in.
    same_again = generate.CLAIMS_PER_SERIES * len(generate.KINDS) * len(world.places)
    first = FAR + LedgerHead.objects.get().sequence // FIGURES % LONGEST * same_again
    for turn, _ in enumerate(sys.stdin):
        claims = generate.figures(world, FIGURES, chance, first=first + turn * same_again)
        ids = generate.record_all(world, claims)
        took = [_seconds(partial(generate.publish_all, world, [one])) for one in ids]
        print(median(took) * 1e3, flush=True)


def _seconds(act: Callable[[], Any]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started


if __name__ == "__main__":
    if sys.argv[1:] == ["--here"]:
        publish_here()
    else:
        main(*sys.argv[1:])
