"""What is written alike in every language: signs and abbreviations."""

from __future__ import annotations

from tracker.vocabulary import Qualifier
from tracker.wording.languages.language import Language
from tracker.wording.tokens import BILLION, MILLION, THOUSAND

SIGNS = Language(
    suffixes={THOUSAND: "k", MILLION: "m mn mln mio", BILLION: "bn"},
    before={
        Qualifier.ABOUT: "~; ≈",
        Qualifier.AT_LEAST: "≥; >=",
        Qualifier.MORE_THAN: ">",
        Qualifier.AT_MOST: "≤; <=",
        Qualifier.FEWER_THAN: "<",
    },
    after={Qualifier.AT_LEAST: "+"},
)
