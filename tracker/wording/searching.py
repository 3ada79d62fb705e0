"""The words of a text as they are searched: one spelling for case, accents, Arabic marks and digits of every script.

What is written without spaces (Chinese, Japanese, Thai, Lao, Burmese, Khmer) is taken sign by sign.
"""

from __future__ import annotations

import re

from tracker.wording.folding import fold

_WORD = re.compile(r"\w+")
_WITHOUT_SPACES = re.compile("([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff])")


def words_of(text: str) -> list[str]:
    """The words, in order; empty for a text without letters and digits."""
    folded = fold(text).replace("_", " ")
    if folded.isascii() or not _WITHOUT_SPACES.search(folded):
        return _WORD.findall(folded)
    return [word for one in _WORD.findall(folded) for word in _WITHOUT_SPACES.sub(r" \1 ", one).split()]
