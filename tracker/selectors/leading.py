"""Which series may lead a measure of a crisis, found without reading the others.

A crisis may have thousands of series and a page shows one number for each measure. The ledger keeps with a series what
the choosing rule of the headline cards asks of it, so the database ranks them; only those that can win are read.
Read by the headline cards, and where an editor chooses one.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window
from django.db.models.functions import Coalesce, RowNumber

from tracker.models import Crisis, Series
from tracker.selectors.crises import leads_of
from tracker.selectors.reading import Reading
from tracker.selectors.statements import Few
from tracker.vocabulary import ALL_AGES, ALL_GROUPS, RELIABILITIES, Basis, Gender, PeopleStatus

BASIS_RANK = {Basis.STOCK: 0, Basis.CUMULATIVE: 0, Basis.PERIOD: 1, Basis.SHARE: 2}
"""A stock or a count since a fixed start stands before the flow of a period, and that before a share."""

EVERYBODY = Q(
    population_group=ALL_GROUPS,
    gender=Gender.ALL.value,
    age_range=ALL_AGES,
    people_status__in=[PeopleStatus.ALL.value, PeopleStatus.CIVILIAN.value, PeopleStatus.UNSPECIFIED.value],
)
"""Series that count all people, or all civilians, rather than a group, a sex or an age."""

FEW_SERIES = 300
RANKED_THEN = 20
"""Of a measure at another moment: how many of the series that rank first now are tried."""


def may_lead(crises: Sequence[Crisis], reading: Reading) -> list[int]:
    """The series among which the leading ones are: those set by editors and those that rank first.

    At another moment than the present the ranking has to be computed from the claims. Where a crisis has many series
    only those are tried that rank among the first twenty of their measure now.
    """
    chosen = [series for crisis in crises for series in leads_of(crisis, reading).values()]
    ids = [crisis.pk for crisis in crises]
    if reading.is_live:
        return _of_these(crises, chosen, [pk for (pk,) in _FIRST.rows(ids)])
    held = list(Series.objects.filter(crisis__in=ids).order_by().values_list("pk", flat=True)[: FEW_SERIES + 1])
    if len(held) <= FEW_SERIES:
        return held
    first = _ranked(Q(crisis__in=ids)).filter(Q(rank__lte=RANKED_THEN)).values_list("pk", flat=True)
    return _of_these(crises, chosen, list(first))


def best_ranked(crisis: Crisis, reading: Reading) -> tuple[list[int], dict[str, int]]:
    """What an editor chooses among: the first series of each measure and those chosen; how many there are of each."""
    first = _ranked(Q(crisis=crisis)).filter(Q(rank__lte=RANKED_THEN)).values_list("pk", flat=True)
    chosen = list(leads_of(crisis, reading).values())
    counted = Series.objects.filter(crisis=crisis).order_by().values_list("measure").annotate(Count("pk"))
    return _of_these([crisis], chosen, list(first)), dict(counted)


def _of_these(crises: Sequence[Crisis], chosen: list[int], first: list[int]) -> list[int]:
    """The series that rank first, and of those set by editors the ones that are still of these crises."""
    ours = {one.pk for one in crises}
    strangers = _CRISIS_OF.rows(sorted(set(chosen) - set(first)))
    return [*first, *(series for series, crisis in strangers if crisis in ours)]


def _ranked(condition: Q) -> QuerySet[Series]:
    """Series with their rank in their crisis and measure; the same order as `headline._rank`."""
    by_basis = Case(
        *(When(basis=basis.value, then=Value(rank)) for basis, rank in BASIS_RANK.items()),
        default=Value(len(BASIS_RANK)),
        output_field=IntegerField(),
    )
    of_a_part = Case(When(EVERYBODY, then=Value(0)), default=Value(1), output_field=IntegerField())
    rank = Window(
        RowNumber(),
        partition_by=[F("crisis"), F("measure")],
        order_by=[
            by_basis.asc(),
            of_a_part.asc(),
            F("point_count").desc(),
            Coalesce("spine__reliability", Value(RELIABILITIES[-1])).asc(),
            F("last_date").desc(),
            F("pk").asc(),
        ],
    )
    return Series.objects.filter(condition).annotate(rank=rank).order_by()


_CRISIS_OF = Few(lambda pks: Series.objects.filter(pk__in=pks).order_by().values_list("pk", "crisis_id"))
_FIRST = Few(lambda pks: _ranked(Q(crisis__in=pks, point_count__gt=0)).filter(Q(rank=1)).values_list("pk"))
