"""What a merge does to series: a chosen spine that goes is taken over, and series whose starts are one are joined.

The series that goes keeps its settings as history and its old address leads to the one that stays. Where both had a
spine that an editor chose, and not the same, an editor says which one leads.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.estimates.series_key import WindowOrigin as Start
from tracker.estimates.series_key import suggested_origins
from tracker.ledger import series
from tracker.ledger.errors import Refused
from tracker.ledger.objects import publish_object
from tracker.ledger.sequence import Chain
from tracker.ledger.stated import tell_crisis
from tracker.models import Crisis, Organisation, Series, User, WindowOrigin
from tracker.vocabulary import LedgerAction
from tracker.vocabulary import gettext_noop as _

SPINE_CONFLICT = _("Both series have a source that an editor chose, and not the same. Say which one leads.")
NOT_OFFERED = _("That source was chosen for neither of the two series.")
SETTINGS = ("spine_choice_id", "max_gap", "stale_after", "settings_reason")

Choices = Mapping[str, Any]


def stated(origin: WindowOrigin) -> dict[str, Any]:
    """What an entry about the start of a count states."""
    return {
        "crisis": origin.crisis.slug,
        "earliest": origin.earliest.isoformat(),
        "latest": origin.latest.isoformat(),
        "label": origin.label,
        "merged_into_id": origin.merged_into_id,
    }


def overlapping(origin: WindowOrigin) -> list[WindowOrigin]:
    """Other starts of counts of the crisis that share a day with this one, the nearest first (METHOD R0)."""
    return nearest(origin, WindowOrigin.objects.filter(crisis=origin.crisis_id, merged_into__isnull=True))


def nearest(origin: WindowOrigin, others: Iterable[WindowOrigin]) -> list[WindowOrigin]:
    """Of these starts, those that share a day with one, the nearest first."""
    by_span = {(one.earliest, one.latest): one for one in others if one.pk != origin.pk}
    near = suggested_origins(Start(origin.earliest, origin.latest), [Start(*span) for span in by_span])
    return [by_span[one.earliest, one.latest] for one in near]


def successors(old: WindowOrigin, into: WindowOrigin) -> dict[Series, str]:
    """The series that count from a start, each with the key it would have if it counted from the other."""
    since = f"{into.earliest}/{into.latest}"
    counting = Series.objects.filter(window_origin=old).select_related("spine_choice", "place").order_by("pk")
    return {one: f"{one.key.rpartition('|')[0]}|{since}" for one in counting}


def take_over_spines(
    chain: Chain, old: Organisation, into: Organisation, actor: User, reason: str
) -> dict[str, dict[str, Any]]:
    """Series for which an editor had chosen the one that goes are carried by the one that stays."""
    chosen = list(Series.objects.filter(spine_choice=old).order_by("pk"))
    for one in chosen:
        _set(chain, one, {"spine_choice_id": into.pk}, actor=actor, reason=reason)
    return {"spines": {"series": [one.pk for one in chosen], "from": old.pk, "to": into.pk}}


def join(
    chain: Chain,
    old: WindowOrigin,
    into: WindowOrigin,
    *,
    actor: User,
    reason: str,
    spines: Mapping[int, int | None],
) -> dict[str, Any]:
    """Say which series goes on as which, with the settings and leads of those that go; makes what is missing."""
    joined: dict[str, int] = {}
    for going, key in successors(old, into).items():
        stays = Series.objects.filter(key=key).first()
        stays = stays or _made_like(going, key, into)
        if not stays.settings_reason:  # nobody ever said how it is drawn
            _set(chain, stays, {name: getattr(going, name) for name in SETTINGS}, actor=actor, reason=reason)
        else:
            spine = spine_of(going, stays, spines)
            if spine != stays.spine_choice_id:
                _set(chain, stays, {"spine_choice_id": spine}, actor=actor, reason=reason)
        going.joined_into = stays
        going.save(update_fields=["joined_into"])
        joined[str(going.pk)] = stays.pk
    leads = _move_leads(chain, old.crisis_id, {int(a): b for a, b in joined.items()}, actor=actor, reason=reason)
    return {"series": joined, "leads": leads}


def spine_of(going: Series, stays: Series, chosen: Mapping[int, int | None]) -> int | None:
    """The chosen spine of two series that are joined; raises Refused "spine" where an editor has to say."""
    offered = {going.spine_choice_id, stays.spine_choice_id} - {None}
    if len(offered) < 2:
        return next(iter(offered), None)
    if stays.pk not in chosen:
        raise Refused("spine", f"spine_{stays.pk}", SPINE_CONFLICT)
    if chosen[stays.pk] not in offered:
        raise Refused("E16", f"spine_{stays.pk}", NOT_OFFERED)
    return chosen[stays.pk]


def take_apart(chain: Chain, choices: Choices, *, actor: User, reason: str) -> None:
    """The way back: spines and leads where they still are as the merge left them, and series open again."""
    spines = choices.get("spines", {"series": []})
    for one in Series.objects.filter(pk__in=spines["series"], spine_choice_id=spines.get("to")):
        _set(chain, one, {"spine_choice_id": spines["from"]}, actor=actor, reason=reason)
    joined = {int(pk): stays for pk, stays in choices.get("series", {}).items()}
    Series.objects.filter(pk__in=joined).update(joined_into=None)
    if choices.get("leads"):
        crisis = Crisis.objects.get(pk=choices["leads"]["crisis"])
        back = {m: a for m, (a, b) in choices["leads"]["moved"].items() if crisis.leads.get(m) == b}
        _set_leads(chain, crisis, back, actor=actor, reason=reason)


def recompute(choices: Choices, sequence: int) -> None:
    """Bring the series to the present whose settings a merge changed."""
    joined = choices.get("series", {})
    touched = {*choices.get("spines", {}).get("series", ()), *joined.values(), *map(int, joined)}
    series.recompute(touched, sequence=sequence)


def _made_like(going: Series, key: str, into: WindowOrigin) -> Series:
    same = ("crisis_id", "measure", "basis", "counting", "unit", "level", "cause", "people_status", "population_group",
            "gender", "age_range", "operation", "place_id", "origin_place_id")  # fmt: skip
    return Series.objects.create(key=key, window_origin=into, **{name: getattr(going, name) for name in same})


def _set(chain: Chain, one: Series, values: Mapping[str, Any], *, actor: User, reason: str) -> None:
    """Change settings of a series; their public reason stays the one given for them."""
    if all(getattr(one, name) == value for name, value in values.items()):
        return
    for name, value in values.items():
        setattr(one, name, value)
    one.save(update_fields=["spine_choice", "max_gap", "stale_after", "settings_reason"])
    content = {
        "spine": one.spine_choice_id,
        "max_gap": one.max_gap,
        "stale_after": one.stale_after,
        "reason": one.settings_reason,
    }
    publish_object(chain, "series", one.pk, LedgerAction.SETTINGS, content, actor=actor.pk, reason=reason)


def _move_leads(chain: Chain, crisis_id: int, joined: Mapping[int, int], *, actor: User, reason: str) -> dict[str, Any]:
    crisis = Crisis.objects.get(pk=crisis_id)
    moved = {m: (pk, joined[pk]) for m, pk in crisis.leads.items() if pk in joined}
    if not moved:
        return {}
    _set_leads(chain, crisis, {m: after for m, (_before, after) in moved.items()}, actor=actor, reason=reason)
    return {"crisis": crisis.pk, "moved": {m: list(pair) for m, pair in moved.items()}}


def _set_leads(chain: Chain, crisis: Crisis, leads: Mapping[str, int], *, actor: User, reason: str) -> None:
    if leads:
        crisis.leads = {**crisis.leads, **leads}
        crisis.save(update_fields=["leads"])
        tell_crisis(chain, crisis, LedgerAction.SETTINGS, actor=actor.pk, reason=reason)
