"""The arithmetic of the tracker: from sourced claims to low, best and high. Pure Python, no database.

Which rule lives where (a page for each in docs/methods/):

    R0   series_key.py              which claims may share a line
    R1   qualifiers.py              words around a number -> an interval
         households.py, shares.py   households to persons, a share of a base
         intervals.py               sums and meetings of intervals, shared by the rules below
    R2   claims.py                  one assertion in many outlets
    R3   trend.py                   the line of one series: spine, points, what stays off it
    R4   combine.py                 the band of all sources at one point
    R5   changes.py                 the change between two counts since the same start
    R6   claims.py                  corrections and retractions by the source
    R7   flows.py, tallies.py       totals over periods, sums over events
    R8   stocks.py                  rounds, operations, stale stocks
    R9   places.py                  a direct claim and the roll-up of its parts
    R10  partitions.py              parts of one total
    R11  tallies.py                 an aggregate beside the events in it
    R12  trend.py                   no claim, no point
    R13  rounding.py                numbers on headline cards
    R14  explain.py                 which claims a point rests on, and which it leaves out and why

Feeds: ledger (stored points and tallies) and selectors (older revisions, explanations). Reads: vocabulary
only. Whole numbers are int, percentages Decimal with one decimal; None means unknown and is never 0.
"""
