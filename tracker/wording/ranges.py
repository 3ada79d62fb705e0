"""Two numbers that are the ends of a range: "40-50", "2 to 3 million", "between 56,000 and 80,000"."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from tracker.wording.lexicon import BETWEEN, TO
from tracker.wording.numbers import Found
from tracker.wording.tokens import THOUSAND, Kind, Token


def connects(tokens: Sequence[Token], first: Found, second: Found) -> bool:
    """Whether two numbers are the ends of a range: "40-50", "40 to 50", "between 40 and 50"."""
    link = [token for token in tokens[first.end : second.start] if token.kind is not Kind.PERCENT]
    if not link or len(link) > 3:
        return False
    if len(link) == 1 and (link[0].kind is Kind.DASH or link[0].text in TO):
        return True
    joined = link[-1].kind is Kind.JOIN or link[-1].text in TO
    return joined and any(token.text in BETWEEN for token in tokens[: first.start])


def first_ends(first: Found, second: Found) -> tuple[Decimal, ...]:
    """What the first number of a range may mean.

    "2 to 3 million" begins at two million, "200-250,000" at either 200 or 200,000.
    """
    if first.scale is not None:
        return (first.value,)
    if second.scale is not None:
        scaled = first.value * second.scale
        return (scaled,) if scaled < second.value else (first.value,)
    thousands = first.value * THOUSAND
    is_short = 0 < first.value < THOUSAND and second.value % THOUSAND == 0 and thousands < second.value
    return (first.value, thousands) if is_short else (first.value,)


def has_best(tokens: Sequence[Token], found: Sequence[Found]) -> bool:
    """Whether a range comes alone, or with a third number that is called the best."""
    if len(found) == 2:
        return True
    return len(found) == 3 and any(token.text == "best" for token in tokens[found[1].end : found[2].start])
