"""The words of days in English, French, Spanish and Arabic, folded: months, weekdays, parts of a month, "ago".

Arabic months by their Levantine, Egyptian and Maghrebi names. Read by days.py.
"""

from __future__ import annotations

from collections.abc import Iterable

from tracker.wording.searching import words_of

Phrase = tuple[str, ...]
"""Folded words that stand one after another."""

MONTH_NAMES: tuple[str, ...] = (
    "january; jan; janvier; janv; enero; ene; يناير; كانون الثاني; جانفي",
    "february; feb; fevrier; fevr; fev; febrero; فبراير; شباط; فيفري",
    "march; mar; mars; marzo; مارس; آذار; اذار",
    "april; apr; avril; avr; abril; abr; أبريل; ابريل; إبريل; نيسان; أفريل",
    "may; mai; mayo; مايو; أيار; ماي",
    "june; jun; juin; junio; يونيو; حزيران; جوان",
    "july; jul; juillet; juil; julio; يوليو; تموز; جويلية",
    "august; aug; aout; agosto; ago; أغسطس; آب; اوت",
    "september; sept; sep; septembre; septiembre; setiembre; سبتمبر; أيلول",
    "october; oct; octobre; octubre; أكتوبر; تشرين الأول",
    "november; nov; novembre; noviembre; نوفمبر; تشرين الثاني",
    "december; dec; decembre; diciembre; dic; ديسمبر; كانون الأول",
)
WEEKDAY_NAMES: tuple[str, ...] = (
    "monday; mon; lundi; lunes; الاثنين; الإثنين",
    "tuesday; tue; tues; mardi; martes; الثلاثاء",
    "wednesday; wed; mercredi; miercoles; الأربعاء",
    "thursday; thu; thurs; jeudi; jueves; الخميس",
    "friday; fri; vendredi; viernes; الجمعة",
    "saturday; sat; samedi; sabado; السبت",
    "sunday; sun; dimanche; domingo; الأحد",
)
PART_NAMES: dict[str, str] = {
    "early": (
        "early; beginning; start; beginning of; start of; debut; debut de; au debut de; principios de; "
        "a principios de; comienzos de; a comienzos de; inicios de; a inicios de; أوائل; مطلع; بداية; في أوائل; في مطلع"
    ),
    "mid": ("mid; middle of; mi; a la mi; au milieu de; milieu de; mediados de; a mediados de; منتصف; أواسط; في منتصف"),
    "late": (
        "late; end; end of; fin; fin de; a la fin de; finales de; a finales de; fines de; a fines de; "
        "أواخر; نهاية; في أواخر; في نهاية"
    ),
}
OFFSET_NAMES: dict[int, str] = {
    0: "today; aujourd hui; hoy; اليوم; this day",
    1: "yesterday; hier; ayer; أمس; البارحة",
    2: "day before yesterday; the day before yesterday; avant hier; anteayer; antier; أول أمس",
}
UNIT_NAMES: dict[str, str] = {
    "day": "day; days; jour; jours; dia; dias; يوم; أيام",
    "week": "week; weeks; semaine; semaines; semana; semanas; أسبوع; أسابيع",
    "month": "month; months; mois; mes; meses; شهر; أشهر; شهور",
    "year": "year; years; an; ans; annee; annees; ano; anos; سنة; سنوات; عام; أعوام",
}
FIRST_DAY = frozenset(("first", "premier", "primero"))
YEAR_BEGINS = (
    "start of the year; beginning of the year; start of this year; beginning of this year; turn of the year; "
    "debut de l annee; debut de cette annee; principios de ano; principio de ano; comienzo del ano; inicio del ano; "
    "comienzos de ano; inicio de este ano; بداية العام; بداية السنة; مطلع العام; بداية هذا العام"
)
AGO_BEFORE = "il y a; hace; قبل; منذ"
AGO_AFTER = "ago; earlier"
LAST = "last; past; previous; الماضي; الماضية; dernier; derniere; pasado; pasada; ultimo; ultima"
THIS = "this; ce; cet; cette; este; esta; هذا; هذه; الجاري"
SINCE = (
    "since; starting; from; as of; depuis le; depuis; a partir du; a partir de; des le; desde el; desde; "
    "a partir del; منذ; من; ابتداء من"
)
FILLER = "on; on the; the; of; la; in; during; le; du; de; el; del; en; au; au mois de; dia; day; في; يوم; من; شهر; by"
TO = "to; till; until; through; and; au; a; et; jusqu au; al; hasta; hasta el; y; إلى; الى; حتى; و"


def phrases(text: str) -> tuple[Phrase, ...]:
    """The phrases of a list with semicolons, the longest first."""
    found = {tuple(words_of(phrase)) for phrase in text.split(";")}
    return tuple(sorted((one for one in found if one), key=lambda one: (-len(one), one)))


def numbered(names: Iterable[str], first: int) -> dict[Phrase, int]:
    """Each phrase with the number of its line."""
    return {phrase: number for number, line in enumerate(names, first) for phrase in phrases(line)}


MONTHS = numbered(MONTH_NAMES, 1)
WEEKDAYS = numbered(WEEKDAY_NAMES, 0)
PARTS = {phrase: part for part, line in PART_NAMES.items() for phrase in phrases(line)}
OFFSETS = {phrase: days for days, line in OFFSET_NAMES.items() for phrase in phrases(line)}
UNITS = {phrase: unit for unit, line in UNIT_NAMES.items() for phrase in phrases(line)}
