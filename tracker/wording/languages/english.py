"""English, with the lakh and crore of South Asia."""

from __future__ import annotations

from tracker.vocabulary import Qualifier
from tracker.wording.languages.language import Language
from tracker.wording.tokens import BILLION, MILLION, THOUSAND

ENGLISH = Language(
    small={
        0: "zero",
        1: "one",
        2: "two",
        3: "three",
        4: "four",
        5: "five",
        6: "six",
        7: "seven",
        8: "eight",
        9: "nine",
        10: "ten",
        11: "eleven",
        12: "twelve",
        13: "thirteen",
        14: "fourteen",
        15: "fifteen",
        16: "sixteen",
        17: "seventeen",
        18: "eighteen",
        19: "nineteen",
        20: "twenty",
        30: "thirty",
        40: "forty fourty",
        50: "fifty",
        60: "sixty",
        70: "seventy",
        80: "eighty",
        90: "ninety",
    },
    hundred="hundred",
    scales={
        12: "dozen",
        THOUSAND: "thousand",
        100_000: "lakh",
        MILLION: "million",
        10_000_000: "crore",
        BILLION: "billion",
    },
    scale_plurals={
        THOUSAND: "thousands",
        100_000: "lakhs",
        MILLION: "millions",
        10_000_000: "crores",
        BILLION: "billions",
    },
    half="half",
    articles="a an",
    joins="and",
    of="of",
    percent="percent pct",
    magnitudes={
        10: "tens",
        12: "dozens",
        20: "scores",
        100: "hundreds",
        THOUSAND: "thousands",
        MILLION: "millions billions",
    },
    percent_pairs=(("per", "cent"),),
    nobody_pairs=(("no", "one"),),
    before={
        Qualifier.EXACT: "exactly; precisely; total",
        Qualifier.ABOUT: (
            "about; around; approximately; approx; roughly; some; estimated; estimated at; circa; ca;"
            " in the region of; in the order of"
        ),
        Qualifier.NEARLY: ("nearly; almost; close to; just under; just below; just short of; nearing; approaching"),
        Qualifier.AT_LEAST: (
            "at least; no fewer than; not fewer than; no less than; not less than; a minimum of; minimum of; minimum"
        ),
        Qualifier.MORE_THAN: (
            "more than; over; upwards of; upward of; in excess of; above; exceeding; exceeds; exceed; exceeded;"
            " passed; topped; surpassed; greater than; larger than"
        ),
        Qualifier.AT_MOST: (
            "at most; up to; as many as; no more than; not more than; a maximum of; maximum of; maximum"
        ),
        Qualifier.FEWER_THAN: "fewer than; less than; under; below",
    },
    after={
        Qualifier.AT_LEAST: "or more; at least; and more",
        Qualifier.AT_MOST: "or fewer; or less; at most",
        Qualifier.ABOUT: "or so; approximately; estimated; estimate; ( est",
    },
    fillers=("the a an of total further another additional other others reached number is are was were to at"),
    between="between from",
    to="to or",
    part_of_it="including incl",
    several="several few many",
    fractions="half third thirds quarter quarters fifth fifths",
    negations="no not never without non",
    denials="deny; denies; denied; denying; factual basis",
    none=(
        "none; nobody; nil; no people; no persons; no civilians; no casualties; no fatalities; no deaths;"
        " no injuries; no victims"
    ),
    most="mostly; most; majority",
    some_number=(
        "crew; family; group; unknown number; number unknown; unknown; not known; no figure; no number; not given;"
        " unspecified number"
    ),
    many="several; some; many; few; a number of; people; persons; civilians",
)
