"""Whether the desk grows with the database: `python -m benchmarks.desk [FIGURES [SMALL LARGE]]`.

Two databases, of 10,000 figures and of FIGURES, with documents that can be found by their titles in the same
proportion, and a hundredth of the figures waiting for a review. Typeahead, the search for repetitions and every page
that people enter and review on are timed in both in turn, each beside the page of look-ups for one letter, which asks
for nothing. What is printed is how the ratio of the two differs, because milliseconds of a shared machine say little,
and how many questions each asks the database. The databases are kept in the folders SMALL and LARGE where they are
named (`FOLDER=postgres://...` for one of PostgreSQL); what is there already is not filled again.
"""

from __future__ import annotations

from benchmarks import in_turn

TURNS = 4
STILL = "a letter, which finds nothing"
GOAL = 1.2


def main(figures: int, small: str, large: str) -> None:
    """Fill both, time both in turn, print."""
    before, after = in_turn.least("benchmarks.desk_of_one", figures, small, large, turns=TURNS)
    print(f"{'asked for':<36}{'at 10,000':>12}{f'at {figures:,}':>14}{'questions':>12}{'grown':>8}   goal {GOAL}")
    for name, (seconds, questions) in before.items():
        grown = (after[name][0] / after[STILL][0]) / (seconds / before[STILL][0])
        counted = f"{questions}" if questions == after[name][1] else f"{questions} -> {after[name][1]}"
        missed = "" if grown <= GOAL else "   missed"
        both_times = f"{seconds * 1e3:>9.1f} ms{after[name][0] * 1e3:>11.1f} ms"
        print(f"{name:<36}{both_times}{counted:>12}{grown:>8.2f}{missed}")


if __name__ == "__main__":
    in_turn.run(main)
