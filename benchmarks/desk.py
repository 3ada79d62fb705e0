"""Whether the desk grows with the database: `python -m benchmarks.desk [FIGURES [SMALL LARGE]]`.

Two databases, of 10,000 figures and of FIGURES, with documents that can be found by their titles in the same
proportion, and a hundredth of the figures waiting for a review. Typeahead, the search for repetitions and every page
that people enter and review on are timed in both in turn, each beside the page of look-ups for one letter, which asks
for nothing. What is printed is how the ratio of the two differs, because milliseconds of a shared machine say little,
and how many questions each asks the database. The databases are kept in the folders SMALL and LARGE where they are
named (`FOLDER=postgres://...` for one of PostgreSQL); what is there already is not filled again.
"""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path

from benchmarks import in_turn

SMALL = 10_000
TURNS = 4
STILL = "a letter, which finds nothing"
GOAL = 1.2

Asked = dict[str, tuple[float, int]]
"""Seconds and questions to the database, by what was asked for."""


def main(figures: int, small: str, large: str) -> None:
    """Fill both, time both in turn, print."""
    module = "benchmarks.desk_of_one"
    both = [in_turn.opened(small, module, str(SMALL)), in_turn.opened(large, module, str(figures))]
    times: list[list[Asked]] = [[], []]
    for _ in range(TURNS):
        for process, found in zip(both, times, strict=True):
            found.append(json.loads(in_turn.asked(process)))
    for process in both:
        process.communicate()
    before, after = map(_least, times)
    print(f"{'asked for':<36}{'at 10,000':>12}{f'at {figures:,}':>14}{'questions':>12}{'grown':>8}   goal {GOAL}")
    for name, (seconds, questions) in before.items():
        grown = (after[name][0] / after[STILL][0]) / (seconds / before[STILL][0])
        counted = f"{questions}" if questions == after[name][1] else f"{questions} -> {after[name][1]}"
        missed = "" if grown <= GOAL else "   missed"
        both_times = f"{seconds * 1e3:>9.1f} ms{after[name][0] * 1e3:>11.1f} ms"
        print(f"{name:<36}{both_times}{counted:>12}{grown:>8.2f}{missed}")


def _least(times: list[Asked]) -> Asked:
    return {name: min(one[name] for one in times) for name in times[0]}


if __name__ == "__main__":
    asked = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    with tempfile.TemporaryDirectory(prefix="tracker-desk-") as scratch:
        main(asked, *(sys.argv[2:4] or [str(Path(scratch) / name) for name in ("small", "large")]))
