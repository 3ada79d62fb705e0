"""Whether pages grow with the database around them: `python -m benchmarks.pages [FIGURES [SMALL LARGE]]`.

Two databases hold the same crisis of 10,000 figures; the large one holds others besides, FIGURES in all. Pages of that
crisis, of one of its series and of its country are asked for in both in turn, so that what others take on the machine
falls on both alike, and the least time of each counts, after each was asked for a dozen times. The largest crisis of
the large database has no counterpart in the small one, where it is the same crisis again. The page of a rule reads
nothing that grows: how it grew is the noise of the run. The databases are kept in the folders SMALL and LARGE where
they are named (`FOLDER=postgres://...` for one of PostgreSQL); what is there already is not filled again.
"""

from __future__ import annotations

from benchmarks import in_turn

TURNS = 5
STILL = "/methodology/R03-trend/"
GOAL = 1.2


def main(figures: int, small: str, large: str) -> None:
    """Fill both, time both in turn, print."""
    before, after = in_turn.least("benchmarks.pages_of_one", figures, small, large, turns=TURNS)
    print(f"{'page':<28}{'at 10,000':>12}{f'at {figures:,}':>14}{'grown':>8}   goal {GOAL}")
    for name in before:
        grown = after[name] / before[name]
        missed = "" if grown <= GOAL else "   missed"
        print(f"{name:<28}{before[name] * 1e3:>9.1f} ms{after[name] * 1e3:>11.1f} ms{grown:>8.2f}{missed}")


if __name__ == "__main__":
    in_turn.run(main)
