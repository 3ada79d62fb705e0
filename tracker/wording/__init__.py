"""Numbers and days as people write them: in digits and words, in English, French, Spanish and Arabic.

From a text to what it says, top to bottom:

    folding.py       one spelling for everything that is written in several ways
    languages/       the words of numbers and the words around them, a file per language
    tokens.py        what a piece of a text can be
    lexicon.py       the languages' words as tokens and sets, ready to look up
    literals.py      the one or two numbers that digits and separators state
    cutting.py       a folded text cut into tokens
    run.py           one number while its tokens are being read
    numbers.py       every number of a text's tokens
    ranges.py        two numbers that are the ends of a range
    quotes.py        every number that a quote states, for the number-in-quote check
    qualifiers.py    "at least", "or more": the qualifier around a number
    magnitudes.py    "tens of thousands": a size and no number
    wordless.py      "several", "its crew", "none": what is said without a number
    values.py        the qualifier and numbers of a whole claim, for `rules.read_figure`
    day_words.py     months, weekdays, "ago", in every language
    days.py          days as people write them, with their precision
    writing.py       the other way: a claim in words, a number in digits
    unreadable.py    the refusal, with a sentence to show
    articles/        every statement of a whole text, for the page where an article is pasted

Fed by rules (every door) and ledger (words for claims that came without any). Pure: reads the vocabulary and the
standard library only. A new language is a new file in languages/ and its name in the list there.
"""

from tracker.wording.days import DaysRead, read_days
from tracker.wording.folding import western_digits
from tracker.wording.magnitudes import magnitude_in
from tracker.wording.quotes import numbers_in
from tracker.wording.tokens import Number
from tracker.wording.unreadable import Unreadable
from tracker.wording.values import ValueRead, read_number, read_value
from tracker.wording.writing import digits, value_in_words

__all__ = [
    "DaysRead",
    "Number",
    "Unreadable",
    "ValueRead",
    "digits",
    "magnitude_in",
    "numbers_in",
    "read_days",
    "read_number",
    "read_value",
    "value_in_words",
    "western_digits",
]
