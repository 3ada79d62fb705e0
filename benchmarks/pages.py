"""Whether pages grow with the database around them: `python -m benchmarks.pages [FIGURES [SMALL LARGE]]`.

Two databases hold the same crisis of 10,000 figures; the large one holds others besides, FIGURES in all. Pages of that
crisis, of one of its series and of its country are asked for in both in turn, so that what others take on the machine
falls on both alike, and the least time of each counts. The page of a rule reads nothing that grows: how it grew is the
noise of the run. The databases are kept in the folders SMALL and LARGE where they are named (`FOLDER=postgres://...`
for one of PostgreSQL); what is there already is not filled again.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from benchmarks import in_turn

SMALL = 10_000
TURNS = 5
STILL = "/methodology/R03-trend/"
GOAL = 1.2

Times = dict[str, float]


def main(figures: int, small: str, large: str) -> None:
    """Fill both, time both in turn, print."""
    module = "benchmarks.pages_of_one"
    both = [in_turn.opened(small, module, str(SMALL)), in_turn.opened(large, module, str(figures))]
    times: list[list[Times]] = [[], []]
    for _ in range(TURNS):
        for process, found in zip(both, times, strict=True):
            found.append(json.loads(in_turn.asked(process)))
    for process in both:
        process.communicate()
    before, after = map(_least, times)
    print(f"{'page':<28}{'at 10,000':>12}{f'at {figures:,}':>14}{'grown':>8}   goal {GOAL}")
    for name in before:
        grown = after[name] / before[name]
        missed = "" if grown <= GOAL else "   missed"
        print(f"{name:<28}{before[name] * 1e3:>9.1f} ms{after[name] * 1e3:>11.1f} ms{grown:>8.2f}{missed}")


def _least(times: list[Times]) -> Times:
    return {name: min(one[name] for one in times) for name in times[0]}


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="tracker-pages-") as scratch:
        main(asked, *(sys.argv[2:4] or [str(Path(scratch) / name) for name in ("small", "large")]))
