"""The figures that a text states, found by rules: what a pasted article offers before anybody ticks it.

From a text to its statements, top to bottom:

    sentences.py     a text as sentences, each with its place
    words.py         the words by which texts say what they count, in English, French, Spanish and Arabic
    marks.py         those words where they stand in a sentence
    times.py         the days that a sentence names
    amounts.py       its numbers, ranges and magnitudes, without money, days and numbers of papers
    statements.py    which amount counts what, whom and when

What is found is never more than a suggestion (docs/entering.md).
"""

from tracker.wording.articles.statements import Statement, statements_in, words_to_voice

__all__ = ["Statement", "statements_in", "words_to_voice"]
