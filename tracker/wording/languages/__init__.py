"""The words of numbers and the words around them, a file per language, and the signs that all of them share.

Texts are not told apart by language: the reading knows all words at once, since reports quote in one language and
comment in another. lexicon.py folds these tables and puts them together.
"""

from tracker.wording.languages.arabic import ARABIC
from tracker.wording.languages.english import ENGLISH
from tracker.wording.languages.french import FRENCH
from tracker.wording.languages.language import Language
from tracker.wording.languages.signs import SIGNS
from tracker.wording.languages.spanish import SPANISH

LANGUAGES: tuple[Language, ...] = (ENGLISH, FRENCH, SPANISH, ARABIC, SIGNS)

__all__ = ["LANGUAGES", "Language"]
