"""Acts about many figures as the desk shows them, and what they choose from: of a crisis, by words, by number."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from tracker.models import BulkAct, BulkLine, Figure, User
from tracker.selectors.inbox import BESIDE, IN_HAND, SHOWN
from tracker.selectors.search import figures_with
from tracker.vocabulary import PublicState

PUBLIC = "public"
_NUMBERS = re.compile(r"[\s,;]*(?:[Ff]-?)?\d{1,17}(?:[\s,;]+(?:[Ff]-?)?\d{1,17})*[\s,;]*")


@dataclass(frozen=True, slots=True)
class FigureFilter:
    """Which working copies are looked for; empty means all of them. Unknown values find nothing."""

    crisis: str = ""
    state: str = ""
    """draft, returned, submitted, or public."""
    q: str = ""
    """Words of a public figure, or numbers of figures."""

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> FigureFilter:
        """The filter an address asks for."""
        return cls(**{name: str(asked.get(name, ""))[:300].replace("\x00", "").strip() for name in cls.__slots__})

    def pairs(self) -> list[tuple[str, str]]:
        """What is asked for, as parameters of an address."""
        return [(name, getattr(self, name)) for name in self.__slots__ if getattr(self, name)]


def numbers_of(text: str) -> list[int]:
    """The numbers of figures in a text that holds nothing else: "12, F-15 18"."""
    return [int(one) for one in re.findall(r"\d+", text)][:SHOWN] if _NUMBERS.fullmatch(text) else []


def chosen_by(wanted: FigureFilter) -> list[Figure]:
    """The figures that fit, the latest first, at most SHOWN + 1 so that the page can say that there are more.

    Drafts come by the index of their state, others by that of their crisis; words are those of public figures.
    """
    rows = Figure.objects.order_by("-pk")
    if wanted.q:
        ids = numbers_of(wanted.q) or figures_with(wanted.q, limit=SHOWN)
        rows = rows.filter(pk__in=ids)
    if wanted.crisis:
        rows = rows.filter(crisis__slug=wanted.crisis)
    if wanted.state == PUBLIC:
        rows = rows.filter(public_state=PublicState.PUBLISHED)
    elif wanted.state:
        known = wanted.state if wanted.state in IN_HAND else ""
        rows = rows.at_the_desk(known).order_by("-changed_at", "-pk")
    keys = list(rows.values_list("pk", flat=True)[: SHOWN + 1])
    found = Figure.objects.select_related(*BESIDE).in_bulk(keys) if keys else {}
    return [found[pk] for pk in keys]


def acts_of(person: User | None) -> QuerySet[BulkAct]:
    """Acts about many figures, the latest first, with how many figures each had; of one person, or of everybody."""
    rows = BulkAct.objects.select_related("actor", "crisis", "place", "undone_by").order_by("-pk")
    return rows.filter(actor=person) if person else rows


def tallied(acts: Sequence[BulkAct]) -> dict[int, dict[str, int]]:
    """How many figures of each act were done, stayed as they were, were refused, or wait; one question."""
    rows = BulkLine.objects.filter(act__in=acts).order_by().values_list("act", "did").annotate(n=Count("pk"))
    found: dict[int, dict[str, int]] = {act.pk: {} for act in acts}
    for act, did, n in rows:
        found[act][did] = n
    return found


def lines_of(act: BulkAct) -> list[tuple[BulkLine, Figure | None]]:
    """The lines of an act with their figures; a draft of an import may be gone since."""
    lines = list(act.lines.order_by("pk"))
    found = Figure.objects.select_related(*BESIDE).in_bulk([one.figure_id for one in lines])
    return [(one, found.get(one.figure_id)) for one in lines]


def reasons_of(acts: Collection[int]) -> dict[int, str]:
    """The reasons of these acts, by number."""
    rows = BulkAct.objects.filter(~Q(reason=""), pk__in=acts)
    return dict(rows.values_list("pk", "reason"))
