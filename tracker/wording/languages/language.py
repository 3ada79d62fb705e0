"""The form that every language fills in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tracker.vocabulary import Qualifier

Amounts = Mapping[int, str]
"""A number and the words that state it, separated by spaces."""

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The words of one language, as they are written; words are separated by spaces, phrases by semicolons."""

    small: Amounts = field(default_factory=dict)
    """Numbers that add up, below a thousand."""
    hundred: str = ""
    scales: Amounts = field(default_factory=dict)
    """Words that multiply what stands before them, or count once: thousand, dozen."""
    rounds: Amounts = field(default_factory=dict)
    """Collective nouns that mean "about": une centaine, un millar."""
    scale_plurals: Amounts = field(default_factory=dict)
    duals: Amounts = field(default_factory=dict)
    suffixes: Amounts = field(default_factory=dict)
    """Scales that stand after digits only: k, bn."""
    half: str = ""
    articles: str = ""
    joins: str = ""
    of: str = ""
    percent: str = ""
    magnitudes: Amounts = field(default_factory=dict)
    """Plurals that state a size, not a number: dozens, thousands."""

    percent_pairs: Pairs = ()
    eighty_pairs: Pairs = ()
    eleven_pairs: Pairs = ()
    nobody_pairs: Pairs = ()

    before: Mapping[Qualifier, str] = field(default_factory=dict)
    """Phrases before a number, by the qualifier they stand for."""
    after: Mapping[Qualifier, str] = field(default_factory=dict)
    fillers: str = ""
    """Words that may stand between a qualifier and its number."""
    between: str = ""
    to: str = ""
    """Words between the two ends of a range."""
    part_of_it: str = ""
    """What follows counts some of the people just counted: "at least 12 people, including 4 children"."""
    several: str = ""
    fractions: str = ""
    negations: str = ""

    denials: str = ""
    none: str = ""
    most: str = ""
    some_number: str = ""
    """Phrases for people whose number is not known: "its crew"."""
    many: str = ""
    """Phrases for more than one: "several", "people were killed"."""
