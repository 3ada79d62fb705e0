"""Numbers as people write them: in digits and words, in English, French, Spanish and Arabic.

`read_value` turns "more than 800,000" or "plusieurs milliers" into a qualifier and numbers for
`rules.read_figure`; `numbers_in` lists every number a quote states, for the number-in-quote check;
`value_in_words` goes the other way and writes the words of a claim that came without any. Texts are folded
(case, accents, digits of other scripts) and cut into tokens, and `_Run` puts the tokens of a number together;
the words themselves stand in the tables at the top. Pure: imports only the vocabulary and the standard
library.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, auto

from tracker.vocabulary import MAGNITUDES, Qualifier, gettext_noop

_ = gettext_noop

Number = int | Decimal


# --- what comes back ---


class Unreadable(ValueError):
    """A text that states no number that can be read; carries a sentence to show and its parameters."""

    def __init__(self, template: str, *, found: str = "", expected: str = "", example: str = "") -> None:
        self.template = template
        self.found = found
        self.expected = expected
        self.example = example
        super().__init__(template % {"found": found, "expected": expected, "example": example})


@dataclass(frozen=True, slots=True)
class ValueRead:
    """What a text says: a qualifier and its numbers; `readings` holds both when there are two ways."""

    qualifier: Qualifier
    value: Number | None = None
    value_low: Number | None = None
    value_high: Number | None = None
    magnitude: str = ""
    percent: bool = False
    readings: tuple[Number, ...] = ()

    @property
    def is_ambiguous(self) -> bool:
        """True for "1.200", which is 1,200 in one language and 1.2 in another."""
        return len(self.readings) > 1


# --- folding: one spelling for everything that is written in several ways ---

_INVISIBLE = dict.fromkeys([0x0640, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0xFEFF, *range(0x202A, 0x202F)])
_INVISIBLE |= dict.fromkeys(range(0x2066, 0x206A))
_SAME_LETTERS = str.maketrans({"ى": "ي", "ة": "ه", "ی": "ي", "ک": "ك", "’": "'", "ʼ": "'", "٬": "'", "´": "'"})
_PARTS_OF_ONE = {"½": ".5", "¼": ".25", "¾": ".75"}


def western_digits(text: str) -> str:
    """The text with the decimal digits of every script as 0-9."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in text)


def _fold(text: str) -> str:
    """The text in small letters without accents, Arabic marks and invisible signs, digits as 0-9."""
    if text.isascii():
        return text.lower()
    for sign, decimals in _PARTS_OF_ONE.items():
        text = text.replace(sign, decimals)
    text = unicodedata.normalize("NFKC", text.translate(_SAME_LETTERS)).translate(_INVISIBLE)
    plain = unicodedata.normalize("NFD", western_digits(text).lower())
    return "".join(sign for sign in plain if not unicodedata.combining(sign)).translate(_SAME_LETTERS)


# --- the words of numbers ---


class _Kind(Enum):
    LITERAL = auto()
    SMALL = auto()
    """A number below a thousand that adds up: seven, twenty, doscientos."""
    HUNDRED = auto()
    SCALE = auto()
    """Multiplies what stands before it, or counts once: thousand, million, dozen."""
    SCALES = auto()
    """A plural that multiplies, but alone is only a magnitude: thousands, milliers."""
    DUAL = auto()
    """The Arabic two thousand, two million: a scale that brings its own two."""
    SUFFIX = auto()
    """k, m, bn: a scale after digits only."""
    HALF = auto()
    ARTICLE = auto()
    JOIN = auto()
    OF = auto()
    DASH = auto()
    PERCENT = auto()
    SIGN = auto()
    STOP = auto()
    WORD = auto()


@dataclass(frozen=True, slots=True)
class _Token:
    kind: _Kind
    text: str
    amounts: tuple[Decimal, ...] = ()
    approximate: bool = False

    @property
    def is_arabic(self) -> bool:
        return "\u0600" <= self.text[0] <= "\u06ff"


_SMALL_WORDS = {
    0: "zero cero صفر",
    1: "one un une uno una واحد واحدة",
    2: "two deux dos اثنان اثنين اثنتان اثنتين اثنا اثنتا اثني اثنتي",
    3: "three trois tres ثلاثة ثلاث",
    4: "four quatre cuatro أربعة أربع",
    5: "five cinq cinco خمسة خمس",
    6: "six seis ستة ست",
    7: "seven sept siete سبعة سبع",
    8: "eight huit ocho ثمانية ثماني ثمان",
    9: "nine neuf nueve تسعة تسع",
    10: "ten dix diez عشرة عشر",
    11: "eleven onze once",
    12: "twelve douze doce",
    13: "thirteen treize trece",
    14: "fourteen quatorze catorce",
    15: "fifteen quinze quince",
    16: "sixteen seize dieciséis",
    17: "seventeen diecisiete",
    18: "eighteen dieciocho",
    19: "nineteen diecinueve",
    20: "twenty vingt vingts veinte عشرون عشرين",
    21: "veintiuno veintiún veintiuna",
    22: "veintidós",
    23: "veintitrés",
    24: "veinticuatro",
    25: "veinticinco",
    26: "veintiséis",
    27: "veintisiete",
    28: "veintiocho",
    29: "veintinueve",
    30: "thirty trente treinta ثلاثون ثلاثين",
    40: "forty fourty quarante cuarenta أربعون أربعين",
    50: "fifty cinquante cincuenta خمسون خمسين",
    60: "sixty soixante sesenta ستون ستين",
    70: "seventy septante setenta سبعون سبعين",
    80: "eighty huitante octante ochenta ثمانون ثمانين",
    90: "ninety nonante noventa تسعون تسعين",
    100: "cien ciento",
    200: "doscientos doscientas مئتان مئتين مئتا مئتي مائتان مائتين مائتا مائتي",
    300: "trescientos trescientas ثلاثمئة ثلاثمائة",
    400: "cuatrocientos cuatrocientas أربعمئة أربعمائة",
    500: "quinientos quinientas خمسمئة خمسمائة",
    600: "seiscientos seiscientas ستمئة ستمائة",
    700: "setecientos setecientas سبعمئة سبعمائة",
    800: "ochocientos ochocientas ثمانمئة ثمانمائة ثمانيمئة ثمانيمائة",
    900: "novecientos novecientas تسعمئة تسعمائة",
}
_THOUSAND, _MILLION = 1_000, 1_000_000
_SCALE_WORDS = {
    12: "dozen douzaine docena",
    _THOUSAND: "thousand mille mil ألف ألفا",
    100_000: "lakh",
    _MILLION: "million millón مليون مليونا",
    10_000_000: "crore",
    1_000_000_000: "billion milliard مليار بليون",
}
_ROUND_WORDS = {
    10: "dizaine decena",
    15: "quinzaine quincena",
    20: "vingtaine veintena",
    30: "trentaine treintena",
    40: "quarantaine",
    50: "cinquantaine cincuentena",
    60: "soixantaine",
    100: "centaine centenar",
    _THOUSAND: "millier millar",
}
"""Collective nouns that mean "about": une centaine, un millar."""

_SCALE_PLURALS = {
    _THOUSAND: "thousands milliers آلاف",
    100_000: "lakhs",
    _MILLION: "millions millones ملايين",
    10_000_000: "crores",
    1_000_000_000: "billions milliards مليارات",
}
_DUAL_WORDS = {_THOUSAND: "ألفان ألفين ألفي", _MILLION: "مليونان مليونين مليوني"}
_SUFFIX_WORDS = {_THOUSAND: "k", _MILLION: "m mn mln mio", 1_000_000_000: "bn"}
_PLURALS = {
    10: "tens dizaines decenas عشرات",
    12: "dozens douzaines docenas",
    20: "scores vingtaines",
    100: "hundreds centaines cientos centenares مئات",
    _THOUSAND: "thousands milliers miles millares آلاف",
    _MILLION: "millions millones ملايين billions milliards",
}
"""Magnitude words: they state a size, not a number."""


def _amounts(kind: _Kind, table: dict[int, str], *, approximate: bool = False) -> dict[str, _Token]:
    return {
        _fold(word): _Token(kind, _fold(word), (Decimal(amount),), approximate)
        for amount, words in table.items()
        for word in words.split()
    }


def _marks(kind: _Kind, words: str) -> dict[str, _Token]:
    return {_fold(word): _Token(kind, _fold(word)) for word in words.split()}


_LEXICON: dict[str, _Token] = {
    **_amounts(_Kind.SMALL, _SMALL_WORDS),
    **_amounts(_Kind.HUNDRED, {100: "hundred cent cents مئة مائة"}),
    **_amounts(_Kind.SCALE, _SCALE_WORDS),
    **_amounts(_Kind.SCALE, _ROUND_WORDS, approximate=True),
    **_amounts(_Kind.SCALES, _SCALE_PLURALS),
    **_amounts(_Kind.DUAL, _DUAL_WORDS),
    **_amounts(_Kind.SUFFIX, _SUFFIX_WORDS),
    **_marks(_Kind.HALF, "half demi medio نصف"),
    **_marks(_Kind.ARTICLE, "a an"),
    **_marks(_Kind.JOIN, "and et y و"),
    **_marks(_Kind.OF, "of de d"),
    **_marks(_Kind.PERCENT, "percent pct بالمئة بالمائة"),
}
_MAGNITUDE_WORDS = {_fold(word): size for size, words in _PLURALS.items() for word in words.split()}


# --- the words around numbers ---

_BEFORE: dict[Qualifier, str] = {
    Qualifier.EXACT: "exactly; precisely; total; exactement; exactamente; بالضبط; ما مجموعه",
    Qualifier.ABOUT: (
        "about; around; approximately; approx; roughly; some; estimated; estimated at; circa; ca; ~; ≈;"
        " in the region of; in the order of; environ; quelque; autour de; à peu près; approximativement;"
        " estimé à; unos; unas; alrededor de; aproximadamente; en torno a; aproximado;"
        " نحو; حوالي; زهاء; تقريبا"
    ),
    Qualifier.NEARLY: (
        "nearly; almost; close to; just under; just below; just short of; nearing; approaching;"
        " près de; presque; quasi; casi; cerca de; قرابة; ما يقارب; ما يقرب من; يقارب; يقرب من"
    ),
    Qualifier.AT_LEAST: (
        "at least; no fewer than; not fewer than; no less than; not less than; a minimum of; minimum of;"
        " minimum; au moins; au minimum; pas moins de; un minimum de; al menos; por lo menos; como mínimo;"
        " no menos de; un mínimo de; ما لا يقل عن; لا يقل عن; على الأقل; ≥; >="
    ),
    Qualifier.MORE_THAN: (
        "more than; over; upwards of; upward of; in excess of; above; exceeding; exceeds; exceed; exceeded;"
        " passed; topped; surpassed; greater than; larger than; plus de; plus d; au dessus de; supérieur à;"
        " dépasse; dépassent; más de; por encima de; supera; superan; >; أكثر من; أزيد من; ما يزيد على;"
        " ما يزيد عن; يزيد على; يزيد عن; تجاوز; يتجاوز; فوق"
    ),
    Qualifier.AT_MOST: (
        "at most; up to; as many as; no more than; not more than; a maximum of; maximum of; maximum;"
        " jusqu à; au plus; au maximum; pas plus de; hasta; como máximo; a lo sumo; no más de; ≤; <=;"
        " حتى; ما يصل إلى; يصل إلى; كحد أقصى; لا يزيد عن"
    ),
    Qualifier.FEWER_THAN: "fewer than; less than; under; below; moins de; moins d; menos de; <; أقل من; دون",
}
_AFTER: dict[Qualifier, str] = {
    Qualifier.AT_LEAST: ("or more; at least; and more; +; ou plus; au moins; o más; al menos; أو أكثر; على الأقل"),
    Qualifier.AT_MOST: "or fewer; or less; at most; ou moins; au plus; o menos; كحد أقصى",
    Qualifier.ABOUT: "or so; approximately; environ; aproximadamente; تقريبا",
}
_STRENGTH = (
    Qualifier.MORE_THAN,
    Qualifier.AT_LEAST,
    Qualifier.FEWER_THAN,
    Qualifier.AT_MOST,
    Qualifier.NEARLY,
    Qualifier.ABOUT,
    Qualifier.EXACT,
)
"""Which of several qualifiers holds: "at least some 200" is a floor."""

_Phrases = dict[tuple[str, ...], Qualifier]


def _phrases(table: dict[Qualifier, str]) -> _Phrases:
    return {
        tuple(_fold(phrase).split()): qualifier for qualifier, phrases in table.items() for phrase in phrases.split(";")
    }


_PREFIXES, _SUFFIXES = _phrases(_BEFORE), _phrases(_AFTER)
_LONGEST = max(len(phrase) for phrase in (*_PREFIXES, *_SUFFIXES))


def _words(text: str) -> frozenset[str]:
    return frozenset(_fold(text).split())


_FILLERS = _words(
    "the a an of de d du des la le les el los las total further another additional other others reached"
    " number is are was were to at que un en عن من الى"
)
_BETWEEN = _words("between entre from بين")
_TO = _words("to a au al hasta or ou o الى او")
_PART_OF_IT = _words("including incl dont incluidos incluidas incluyendo بينهم منهم بينها")
"""What follows counts some of the people just counted: "at least 12 people, including 4 children"."""

_SEVERAL = _words(
    "several few many plusieurs quelques nombreux nombreuses varios varias muchos muchas unos cuantos عدة بضع بضعة"
)
_FRACTIONS = _words(
    "half third thirds quarter quarters fifth fifths tiers quart quarts moitié tercio tercios cuarto cuartos"
    " mitad ثلث ثلثي ثلثا ربع نصف"
)


def _spoken(phrases: str) -> tuple[str, ...]:
    return tuple(f" {_fold(phrase.strip())} " for phrase in phrases.split(";"))


_DENIALS = _spoken(
    "deny; denies; denied; denying; factual basis; dément; démenti; nie; niega; niegan; negó; desmiente;"
    " نفى; نفت; ينفي; تنفي"
)
_NONE = _spoken(
    "none; nobody; nil; no people; no persons; no civilians; no casualties; no fatalities; no deaths; no injuries;"
    " no victims; aucun; aucune; personne; ninguno; ninguna; ningún; nadie; sin víctimas; لا أحد; لا ضحايا; لا قتلى"
)
_NEGATIONS = _words("no not never without non pas ne ni sin لا لم لن بدون")
_MOST = _spoken(
    "mostly; most; majority; la plupart; majorité; majoritairement; mayoría; mayormente; mayoritariamente;"
    " معظم; معظمهم; غالبية; أغلب; أغلبية"
)
_SOME_NUMBER = _spoken(
    "crew; family; group; unknown number; number unknown; unknown; not known; no figure; no number; not given;"
    " unspecified number;"
    " équipage; famille; groupe; nombre inconnu; nombre indéterminé; tripulación; familia; grupo;"
    " número desconocido; طاقم; طاقمها; عائلة; أسرة; مجموعة; عدد غير معروف"
)
_MANY = _spoken(
    "several; some; many; few; a number of; people; persons; civilians; plusieurs; quelques; des;"
    " certain nombre; personnes; civils; varios; varias; algunos; algunas; personas; civiles;"
    " عدة; عدد من; أشخاص; مدنيون; مدنيين"
)


# --- cutting a text into tokens ---

_PIECES = re.compile(
    r"""(?P<literal> (?<![a-z\d]) \d{1,3} (?:[ ']\d{3})+ (?!\d) (?:[.,٫]\d+)?
                   | (?<![a-z\d]) (?:\d+|(?=\.\d)) (?:[.,٫']\d+)* )
      | (?P<word> [^\W\d_]+ )
      | (?P<dash> [-‐‑‒–—−] )
      | (?P<percent> [%٪] )
      | (?P<sign> >=|<=|[<>≤≥~≈+] )
      | (?P<stop> [.;:!?()/،؛⁄] )""",
    re.VERBOSE,
)
_MOST_DIGITS = 18
_UNITED_NATIONS = re.compile(r"\bUN\b")
_PREFIX_LETTERS = ("وال", "بال", "وب", "ال", "و", "ب", "ل")


def _tokens(text: str) -> list[_Token]:
    """The text as numbers, words and signs; "UN" in capitals is not the French or Spanish one."""
    folded = _fold(_UNITED_NATIONS.sub(" ", text))
    found = [token for piece in _PIECES.finditer(folded) for token in _classified(piece)]
    return list(_without_hyphens(list(_merged(found))))


def _classified(piece: re.Match[str]) -> list[_Token]:
    text, kind = piece.group(), str(piece.lastgroup)
    if kind == "literal":
        return _literals(text)
    if kind == "word":
        return _known_words(text)
    return [_Token(_Kind[kind.upper()], text)]


def _literals(text: str) -> list[_Token]:
    """One token for a well-formed number; each run of digits apart where the separators make no sense."""
    readings = _readings(text)
    if readings:
        return [_Token(_Kind.LITERAL, text, readings)]
    parts = [part for part in re.split(r"\D+", text) if 0 < len(part) <= _MOST_DIGITS]
    tokens: list[_Token] = []
    for part in parts:
        tokens += [_Token(_Kind.LITERAL, part, (Decimal(part),)), _Token(_Kind.STOP, ".")]
    return tokens or [_Token(_Kind.STOP, text)]


_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([.,])\d{3})(?:\1\d{3})*|[1-9]\d?(?:,\d{2})+,\d{3}")


def _readings(text: str) -> tuple[Decimal, ...]:
    """The number that digits and separators state: two for "1.200", none where they make no sense."""
    plain = re.sub("[ ']", "", text)
    if sum(sign.isdigit() for sign in plain) > _MOST_DIGITS:
        return ()
    if "٫" in plain:
        plain = plain.replace(",", "").replace("٫", ".")
        return (Decimal(plain),) if plain.count(".") == 1 else ()
    marks = re.findall("[.,]", plain)
    if not marks:
        return (Decimal(plain),)
    if len(marks) > 1:
        return _readings_of_many(plain, marks)
    return _readings_of_one(plain, marks[0], spaced=plain != text)


def _readings_of_many(plain: str, marks: list[str]) -> tuple[Decimal, ...]:
    if len(set(marks)) == 1:
        return (Decimal(re.sub("[.,]", "", plain)),) if _GROUPED.fullmatch(plain) else ()
    whole, decimals = plain.rsplit(marks[-1], 1)
    if marks.count(marks[-1]) > 1 or not _GROUPED.fullmatch(whole):
        return ()
    return (Decimal(re.sub("[.,]", "", whole) + "." + decimals),)


def _readings_of_one(plain: str, mark: str, *, spaced: bool) -> tuple[Decimal, ...]:
    as_decimal = Decimal(plain.replace(",", "."))
    if spaced or not _GROUPED.fullmatch(plain):
        return (as_decimal,)
    as_whole = Decimal(plain.replace(mark, ""))
    return (as_whole,) if mark == "," else (as_whole, as_decimal)


def _known_words(word: str) -> list[_Token]:
    if word in _LEXICON:
        return [_LEXICON[word]]
    if word[0] < "\u0600":
        return [_Token(_Kind.WORD, word)]
    for prefix in _PREFIX_LETTERS:
        rest = word.removeprefix(prefix)
        if rest != word and rest in _LEXICON:
            joined = [_LEXICON["و"]] if prefix.startswith("و") else []
            return [*joined, _LEXICON[rest]]
    return [_Token(_Kind.WORD, word)]


_PERCENT_PAIRS = {
    ("per", "cent"),
    ("pour", "cent"),
    ("por", "ciento"),
    ("في", _fold("مئة")),
    ("في", _fold("مائة")),
}
_ELEVEN = {(_fold(one), _fold(ten)) for one in ("أحد", "إحدى") for ten in ("عشر", "عشرة")}
_EIGHTY = {("quatre", "vingt"), ("quatre", "vingts")}


_READ_WITH_OTHERS = {first for first, _second in (*_PERCENT_PAIRS, *_ELEVEN, *_EIGHTY)} | {"once", "sept", "no"}


def _merged(tokens: list[_Token]) -> Iterator[_Token]:
    """The tokens with pairs that mean one thing made one, and look-alikes made plain words."""
    at = 0
    while at < len(tokens):
        token, taken = tokens[at], 1
        if token.text in _READ_WITH_OTHERS:
            token, taken = _read_with_others(tokens, at)
        yield token
        at += taken


def _read_with_others(tokens: list[_Token], at: int) -> tuple[_Token, int]:
    """What a token is in its company, and how many tokens that takes; a hyphen may stand inside a pair."""
    follower = at + 1
    if follower < len(tokens) and tokens[follower].kind is _Kind.DASH:
        follower += 1
    pair = _pair((tokens[at].text, tokens[follower].text)) if follower < len(tokens) else None
    if pair is not None:
        return pair, follower + 1 - at
    return (_Token(_Kind.WORD, tokens[at].text) if _is_look_alike(tokens, at) else tokens[at]), 1


def _pair(pair: tuple[str, str]) -> _Token | None:
    if pair in _PERCENT_PAIRS:
        return _Token(_Kind.PERCENT, "%")
    if pair in _EIGHTY:
        return _Token(_Kind.SMALL, "quatre-vingt", (Decimal(80),))
    if pair == ("no", "one"):
        return _Token(_Kind.WORD, "nobody")
    if pair in _ELEVEN:
        return _Token(_Kind.SMALL, "احد عشر", (Decimal(11),))
    return None


def _is_look_alike(tokens: list[_Token], at: int) -> bool:
    """Whether "sept" is a month beside a day, or "once" the English "at once"."""
    text = tokens[at].text
    if text == "once":
        return at > 0 and tokens[at - 1].text == "at"
    if text != "sept":
        return False
    beside = [tokens[near] for near in (at - 1, at + 1, at + 2) if 0 <= near < len(tokens)]
    return any(token.kind is _Kind.LITERAL for token in beside)


def _without_hyphens(tokens: list[_Token]) -> Iterator[_Token]:
    """The tokens without the hyphens inside words: only a dash before digits can mean a range or a minus."""
    for at, token in enumerate(tokens):
        follower = tokens[at + 1].kind if at + 1 < len(tokens) else None
        if token.kind is not _Kind.DASH or follower is _Kind.LITERAL:
            yield token


# --- putting numbers together ---


@dataclass(frozen=True, slots=True)
class _Found:
    """A number in a text: the tokens it takes, its value in one or two readings."""

    start: int
    end: int
    readings: tuple[Decimal, ...]
    scale: Decimal | None
    is_bare: bool
    """Nothing but a scale: "thousand" without a number before it."""
    is_approximate: bool

    @property
    def value(self) -> Decimal:
        return self.readings[0]


@dataclass(slots=True)
class _Run:
    """A number while its tokens are being read, from left to right.

    `current` collects what is below the next scale ("two hundred and five" before "thousand"), `total` what
    has been multiplied already. `safe` is where to fall back to when the rest turns out to be another number,
    as in "two hundred and three hundred".
    """

    tokens: Sequence[_Token]
    at: int
    joins: bool
    pick: int
    total: Decimal = Decimal(0)
    current: Decimal | None = None
    scale: Decimal | None = None
    joined: str = ""
    is_literal: bool = False
    is_bare: bool = False
    is_approximate: bool = False
    safe: tuple[int, Decimal] | None = None

    @property
    def value(self) -> Decimal:
        return self.total + (self.current or 0)

    @property
    def is_empty(self) -> bool:
        return self.current is None and self.scale is None

    def ahead(self, steps: int = 1) -> _Kind | None:
        return self.tokens[self.at + steps].kind if self.at + steps < len(self.tokens) else None

    def take(self, token: _Token) -> bool:
        """Whether the token continues this number; if so, it has been taken."""
        step = _STEPS.get(token.kind)
        if step is None or not step(self, token):
            return False
        self.at += 1
        return True

    def take_literal(self, token: _Token) -> bool:
        lower = self.scale is None or self.ahead() in (_Kind.SCALE, _Kind.SCALES)
        if self.current is not None or not lower:
            return False
        self.current = token.amounts[min(self.pick, len(token.amounts) - 1)]
        self.is_literal = True
        self.joined = ""
        return True

    def take_small(self, token: _Token) -> bool:
        amount = token.amounts[0]
        if self.current is None:
            self.current = amount
        elif self.is_literal or not _adds(self.current, amount, arabic=token.is_arabic, joined=self.joined):
            return False
        else:
            self.current += amount
        self.joined = ""
        return True

    def take_hundred(self, token: _Token) -> bool:
        if self.current is None:
            self.is_bare = self.is_empty
            self.current = Decimal(100)
        elif self.is_literal or self.current < 20:
            self.current *= 100
        else:
            return self.fall_back()
        self.joined = ""
        return True

    def take_scale(self, token: _Token) -> bool:
        amount = token.amounts[0]
        if self.current is None:
            return self.take_bare_scale(token, amount)
        if self.scale is not None and amount >= self.scale:
            return self.fall_back()
        self.total += self.current * amount
        self.close(token, amount)
        return True

    def take_bare_scale(self, token: _Token, amount: Decimal) -> bool:
        if self.scale is None:
            if token.kind is _Kind.SCALES:
                return False
            self.total, self.is_bare = amount, True
        elif amount > self.scale and not self.joined:
            self.total *= amount
        elif amount < self.scale and token.kind is _Kind.SCALE:
            self.total += amount
        else:
            return self.fall_back()
        self.close(token, amount)
        return True

    def take_dual(self, token: _Token) -> bool:
        if self.current is not None or (self.scale is not None and token.amounts[0] >= self.scale):
            return self.fall_back()
        self.total += 2 * token.amounts[0]
        self.close(token, token.amounts[0])
        return True

    def take_suffix(self, token: _Token) -> bool:
        return self.is_literal and self.current is not None and self.take_scale(token)

    def take_half(self, token: _Token) -> bool:
        article = self.ahead() is _Kind.ARTICLE
        scaled = self.ahead(2 if article else 1) in (_Kind.SCALE, _Kind.SCALES)
        if self.joined and self.current is None and self.scale is not None:
            self.total += self.scale / 2
            self.joined = ""
            return True
        if not scaled:
            return False
        self.current = Decimal("0.5") if not self.joined else (self.current or 0) + Decimal("0.5")
        self.joined = ""
        self.at += article
        return True

    def take_article(self, token: _Token) -> bool:
        return (self.is_empty or bool(self.joined)) and self.ahead() in (
            _Kind.HUNDRED,
            _Kind.SCALE,
            _Kind.HALF,
        )

    def take_of(self, token: _Token) -> bool:
        """ "une dizaine de milliers": the scale after "de" multiplies."""
        after = self.tokens[self.at + 1] if self.ahead() in (_Kind.SCALE, _Kind.SCALES) else None
        return after is not None and self.current is None and self.scale is not None and after.amounts[0] > self.scale

    def take_join(self, token: _Token) -> bool:
        if not self.joins or self.is_empty or self.joined:
            return False
        self.safe = (self.at, self.value)
        self.joined = token.text
        return True

    def close(self, token: _Token, amount: Decimal) -> None:
        self.scale, self.current, self.joined, self.is_literal = amount, None, "", False
        self.is_approximate = self.is_approximate or token.approximate
        self.safe = (self.at + 1, self.total)

    def fall_back(self) -> bool:
        """Give back what was read since the last safe place; always False, since the run is over."""
        if self.safe is not None:
            self.at, self.total = self.safe
            self.current, self.joined = None, ""
        return False

    def end(self) -> None:
        if self.joined:
            self.fall_back()


_STEPS: dict[_Kind, Callable[[_Run, _Token], bool]] = {
    _Kind.LITERAL: _Run.take_literal,
    _Kind.SMALL: _Run.take_small,
    _Kind.HUNDRED: _Run.take_hundred,
    _Kind.SCALE: _Run.take_scale,
    _Kind.SCALES: _Run.take_scale,
    _Kind.DUAL: _Run.take_dual,
    _Kind.SUFFIX: _Run.take_suffix,
    _Kind.HALF: _Run.take_half,
    _Kind.ARTICLE: _Run.take_article,
    _Kind.OF: _Run.take_of,
    _Kind.JOIN: _Run.take_join,
}


_BEGINNINGS = frozenset(_STEPS) - {_Kind.JOIN, _Kind.OF, _Kind.SUFFIX}


def _adds(current: Decimal, amount: Decimal, *, arabic: bool, joined: str) -> bool:
    """Whether a small number continues the one before: twenty + one, soixante + onze, five "and" twenty."""
    rest = current % 100
    if amount >= 100:
        return False
    if rest == 0:
        return current > 0
    if amount < 10:
        return rest % 10 == 0 and (rest >= 20 or amount >= 7) and joined != "and"
    if amount < 20:
        return rest in (60, 80) or (arabic and amount == 10 and rest < 10 and not joined)
    return arabic and rest < 10 and joined == "و"


def _run_from(tokens: Sequence[_Token], start: int, *, joins: bool, pick: int) -> _Run:
    run = _Run(tokens, start, joins, pick)
    while run.at < len(tokens) and run.take(tokens[run.at]):
        pass
    run.end()
    return run


def _number_at(tokens: Sequence[_Token], start: int, *, joins: bool) -> _Found | None:
    run = _run_from(tokens, start, joins=joins, pick=0)
    if run.at == start or run.is_empty:
        return None
    readings = [run.value]
    if any(len(token.amounts) > 1 for token in tokens[start : run.at]):
        readings.append(_run_from(tokens, start, joins=joins, pick=1).value)
    return _Found(start, run.at, tuple(readings), run.scale, run.is_bare, run.is_approximate)


def _numbers(tokens: Sequence[_Token]) -> list[_Found]:
    """Every number of the tokens; after "between", the first "and" parts two numbers."""
    found: list[_Found] = []
    at, joins = 0, True
    while at < len(tokens):
        if tokens[at].text in _BETWEEN:
            joins = False
        number = _number_at(tokens, at, joins=joins) if tokens[at].kind in _BEGINNINGS else None
        if number is None:
            at += 1
        else:
            found.append(number)
            at, joins = number.end, True
    return found


def numbers_in(text: str) -> list[Decimal]:
    """Every number the text states, in order; an ambiguous literal gives both its readings.

    "2 to 3 million" gives 2, 2,000,000 and 3,000,000, since the first number may mean either; so does
    "200-250,000".
    """
    tokens = _tokens(text)
    found = _numbers(tokens)
    numbers: list[Decimal] = []
    for at, number in enumerate(found):
        numbers.extend(number.readings)
        if at + 1 < len(found) and _connects(tokens, number, found[at + 1]):
            numbers.extend(end for end in _first_ends(number, found[at + 1]) if end != number.value)
    return numbers


def number_in_quote(value: Number, quote: str) -> bool:
    """Whether the quote states the number, in digits or in words."""
    return Decimal(value) in numbers_in(quote)


# --- reading the value of a claim ---


def read_number(text: str) -> tuple[Number, ...]:
    """The number that a text consists of, or both readings of an ambiguous one; raises Unreadable."""
    tokens = [token for token in _tokens(text) if token.kind is not _Kind.PERCENT]
    found = _numbers(tokens)
    alone = len(found) == 1 and len(tokens) == found[0].end - found[0].start
    if alone:
        return tuple(_tidy(reading) for reading in found[0].readings)
    if len(found) == 1 and tokens[0].kind is _Kind.DASH and len(tokens) == 1 + found[0].end - found[0].start:
        raise _below_zero(text)
    template = _("“%(found)s” cannot be read as a number. Expected %(expected)s, for example %(example)s.")
    raise Unreadable(template, found=_shortened(text), expected=_("a number alone"), example="1,200")


def read_value(text: str) -> ValueRead:
    """Qualifier and numbers of what somebody wrote for a value; raises Unreadable.

    Takes one number or one range with the words around it, a magnitude, a share in words, or words that say
    that no number is known; what follows "including" is left out. A text with several numbers is refused:
    nobody could know which one is meant.
    """
    tokens = _without_parts(_tokens(text))
    found = _numbers(tokens)
    if _mentions(tokens, _DENIALS):
        return ValueRead(Qualifier.DENIED)
    magnitude = _magnitude(tokens, found)
    if magnitude and (not found or _is_several(tokens, found)):
        return ValueRead(Qualifier.MAGNITUDE, magnitude=magnitude)
    if any(token.text in _FRACTIONS for token in _outside(tokens, found)):
        template = _("“%(found)s” is a fraction. Write %(expected)s, for example %(example)s.")
        raise Unreadable(template, found=_shortened(text), expected=_("a percentage"), example=_("about 33%"))
    if not found:
        return _read_wordless(tokens, text)
    if found[0].start > 0 and tokens[found[0].start - 1].kind is _Kind.DASH:
        raise _below_zero(text)
    return _read_numbers(tokens, found, text, is_plural=bool(magnitude))


def _read_numbers(tokens: list[_Token], found: list[_Found], text: str, *, is_plural: bool) -> ValueRead:
    percent = any(token.kind is _Kind.PERCENT for token in tokens)
    if len(found) == 1 and not is_plural:
        return _single(tokens, found[0], text, percent=percent)
    if len(found) >= 2 and _connects(tokens, found[0], found[1]) and _has_best(tokens, found) and not is_plural:
        return _range(found, percent=percent)
    template = _("“%(found)s” states more than one number. Expected %(expected)s, for example %(example)s.")
    expected = _("one number or one range")
    raise Unreadable(template, found=_shortened(text), expected=expected, example=_("at least 1,200"))


def _single(tokens: list[_Token], found: _Found, text: str, *, percent: bool) -> ValueRead:
    readings = tuple(_tidy(reading, percent=percent) for reading in found.readings)
    if percent:
        readings = tuple(reading for reading in readings if reading <= 100) or readings[:1]
    qualifier = _qualifier(tokens, found)
    if qualifier is Qualifier.EXACT and found.is_approximate:
        qualifier = Qualifier.ABOUT
    if qualifier is Qualifier.EXACT and _is_negated(tokens):
        template = _("“%(found)s” says what was not. Expected %(expected)s, for example %(example)s.")
        expected = _("the number that is stated")
        raise Unreadable(template, found=_shortened(text), expected=expected, example=_("at least 1,200"))
    return ValueRead(qualifier, readings[0], percent=percent, readings=readings if len(readings) > 1 else ())


def _range(found: list[_Found], *, percent: bool) -> ValueRead:
    ends, high = _first_ends(found[0], found[1]), found[1].value
    best = _tidy(found[2].value, percent=percent) if len(found) == 3 else None
    ambiguous = next((number.readings for number in found if len(number.readings) > 1), ends)
    return ValueRead(
        Qualifier.BETWEEN,
        best,
        _tidy(ends[0], percent=percent),
        _tidy(high, percent=percent),
        percent=percent,
        readings=tuple(_tidy(reading) for reading in ambiguous) if len(ambiguous) > 1 else (),
    )


def _first_ends(first: _Found, second: _Found) -> tuple[Decimal, ...]:
    """What the first number of a range may mean: "2 to 3 million" begins at two million, "200-250,000" at either."""
    if first.scale is not None:
        return (first.value,)
    if second.scale is not None:
        scaled = first.value * second.scale
        return (scaled,) if scaled < second.value else (first.value,)
    thousands = first.value * _THOUSAND
    is_short = 0 < first.value < _THOUSAND and second.value % _THOUSAND == 0 and thousands < second.value
    return (first.value, thousands) if is_short else (first.value,)


def _connects(tokens: Sequence[_Token], first: _Found, second: _Found) -> bool:
    """Whether two numbers are the ends of a range: "40-50", "40 to 50", "between 40 and 50"."""
    link = [token for token in tokens[first.end : second.start] if token.kind is not _Kind.PERCENT]
    if not link or len(link) > 3:
        return False
    if len(link) == 1 and (link[0].kind is _Kind.DASH or link[0].text in _TO):
        return True
    opened = any(token.text in _BETWEEN for token in tokens[: first.start])
    return opened and (link[-1].kind is _Kind.JOIN or link[-1].text in _TO)


def _has_best(tokens: Sequence[_Token], found: list[_Found]) -> bool:
    """Whether a range comes alone, or with a third number that is called the best."""
    if len(found) == 2:
        return True
    return len(found) == 3 and any(token.text == "best" for token in tokens[found[1].end : found[2].start])


def _qualifier(tokens: Sequence[_Token], found: _Found) -> Qualifier:
    stated = {*_before(tokens, found.start), *_after(tokens, found.end)}
    return next((qualifier for qualifier in _STRENGTH if qualifier in stated), Qualifier.EXACT)


def _before(tokens: Sequence[_Token], end: int) -> Iterator[Qualifier]:
    """The qualifiers that stand directly before a number, other small words between them allowed."""
    while end > 0:
        for length in range(min(_LONGEST, end), 0, -1):
            qualifier = _phrase(_PREFIXES, tokens[end - length : end])
            if qualifier is not None:
                yield qualifier
                end -= length
                break
        else:
            if tokens[end - 1].text not in _FILLERS:
                return
            end -= 1


def _after(tokens: Sequence[_Token], start: int) -> Iterator[Qualifier]:
    """The qualifiers within a few words after a number: "20 people or more", "60+"."""
    for first in range(start, min(start + 4, len(tokens))):
        for length in range(1, _LONGEST + 1):
            qualifier = _phrase(_SUFFIXES, tokens[first : first + length])
            if qualifier is not None:
                yield qualifier


def _phrase(phrases: _Phrases, tokens: Sequence[_Token]) -> Qualifier | None:
    words = tuple(token.text for token in tokens)
    if words in phrases or not words or words[0][:1] not in ("و", "ب", "ل"):
        return phrases.get(words)
    return phrases.get((words[0][1:], *words[1:]))


def _outside(tokens: list[_Token], found: list[_Found]) -> list[_Token]:
    inside = {at for number in found for at in range(number.start, number.end)}
    return [token for at, token in enumerate(tokens) if at not in inside]


def _read_wordless(tokens: list[_Token], text: str) -> ValueRead:
    """A value that states no number: none at all, most of them, or people whom nobody counted."""
    if _mentions(tokens, _NONE):
        return ValueRead(Qualifier.EXACT, 0)
    for words, qualifier in (
        (_MOST, Qualifier.MAJORITY),
        (_SOME_NUMBER, Qualifier.UNKNOWN_NUMBER),
        (_MANY, Qualifier.UNSPECIFIED_PLURAL),
    ):
        if _mentions(tokens, words) and (qualifier is Qualifier.UNKNOWN_NUMBER or not _is_negated(tokens)):
            return ValueRead(qualifier)
    template = _("“%(found)s” states no number. Expected %(expected)s, for example %(example)s.")
    if not text.strip():
        template = _("Nothing was written. Expected %(expected)s, for example %(example)s.")
    expected = _("a number in digits or words")
    raise Unreadable(template, found=_shortened(text), expected=expected, example=_("at least 1,200"))


def _mentions(tokens: Sequence[_Token], phrases: Sequence[str]) -> bool:
    line = f" {' '.join(token.text for token in tokens)} "
    return any(phrase in line for phrase in phrases)


def _is_negated(tokens: Sequence[_Token]) -> bool:
    return any(token.text in _NEGATIONS for token in tokens)


def _without_parts(tokens: list[_Token]) -> list[_Token]:
    """The tokens up to "including", unless nothing stands before it."""
    cut = next((at for at, token in enumerate(tokens) if token.text in _PART_OF_IT), 0)
    return tokens[:cut] if cut else tokens


# --- magnitudes ---


def magnitude_in(text: str) -> str:
    """The canonical magnitude word of a text ("several thousand" -> "thousands"), or the empty string."""
    tokens = _tokens(text)
    return _magnitude(tokens, _numbers(tokens))


def _magnitude(tokens: Sequence[_Token], found: list[_Found]) -> str:
    if _is_several(tokens, found):
        return _named(found[0].value)
    inside = {at for number in found for at in range(number.start, number.end)}
    size = 0
    for at, token in enumerate(tokens):
        plural = _MAGNITUDE_WORDS.get(_without_prefix(token.text)) if at not in inside else None
        if plural:
            size = plural * (size or 1)
        elif size and token.kind is not _Kind.OF:
            break
    return _named(Decimal(size)) if size else ""


def _is_several(tokens: Sequence[_Token], found: list[_Found]) -> bool:
    """Whether the only number is a scale after "several" or "a few": no number, but a magnitude."""
    if len(found) != 1 or not found[0].is_bare or found[0].start == 0:
        return False
    return tokens[found[0].start - 1].text in _SEVERAL


def _without_prefix(word: str) -> str:
    for prefix in _PREFIX_LETTERS:
        if word.startswith(prefix) and word.removeprefix(prefix) in _MAGNITUDE_WORDS:
            return word.removeprefix(prefix)
    return word


def _named(size: Decimal) -> str:
    """The greatest magnitude word that a size reaches."""
    reached = {floor: word for word, floor in MAGNITUDES.items() if floor <= size}
    return reached[max(reached)] if reached else "tens"


# --- writing ---

_IN_WORDS = {
    Qualifier.EXACT: "%s",
    Qualifier.ABOUT: "about %s",
    Qualifier.NEARLY: "nearly %s",
    Qualifier.AT_LEAST: "at least %s",
    Qualifier.MORE_THAN: "more than %s",
    Qualifier.AT_MOST: "up to %s",
    Qualifier.FEWER_THAN: "fewer than %s",
    Qualifier.UNSPECIFIED_PLURAL: "several",
    Qualifier.UNKNOWN_NUMBER: "an unknown number",
    Qualifier.MAJORITY: "most",
    Qualifier.DENIED: "denied",
}


def value_in_words(
    qualifier: str,
    value: Number | None = None,
    value_low: Number | None = None,
    value_high: Number | None = None,
    magnitude: str = "",
    *,
    percent: bool = False,
) -> str:
    """The claim in English words, as `read_value` reads them back: "more than 800,000", "between 5 and 8".

    Empty where a number that the qualifier needs is missing.
    """
    if qualifier == Qualifier.MAGNITUDE:
        return magnitude
    if qualifier == Qualifier.BETWEEN:
        return _range_in_words(value, value_low, value_high, percent=percent)
    words = _IN_WORDS[Qualifier(qualifier)]
    if "%s" not in words:
        return words
    return words % _amount(value, percent=percent) if value is not None else ""


def _range_in_words(best: Number | None, low: Number | None, high: Number | None, *, percent: bool) -> str:
    if low is None or high is None:
        return ""
    ends = f"between {_amount(low, percent=percent)} and {_amount(high, percent=percent)}"
    return f"{ends}, best {_amount(best, percent=percent)}" if best is not None else ends


def _amount(number: Number, *, percent: bool) -> str:
    return digits(number) + ("%" if percent else "")


def digits(number: Number) -> str:
    """The number in digits, thousands separated by commas, no needless zeros: 1,200 or 80.5."""
    text = f"{Decimal(number):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _tidy(number: Decimal, *, percent: bool = False) -> Number:
    if percent:
        return number
    return int(number) if number == number.to_integral_value() else number


def _shortened(text: str) -> str:
    return text if len(text) <= 80 else text[:79] + "…"


def _below_zero(text: str) -> Unreadable:
    template = _("“%(found)s” is below zero. Expected %(expected)s.")
    return Unreadable(template, found=_shortened(text), expected=_("zero or more"), example="0")
