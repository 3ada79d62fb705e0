"""Every statement of a text that counts people: its sentence, its amount, what it counts, and when.

By rules alone, without a network: a sentence states a figure where it holds an amount and a word of a measure. Which
word belongs to which amount is a matter of distance; what lies between them and what is counted beside them adds to it.
What is found is a suggestion: a person ticks what becomes a figure (tracker/web/pasting.py).
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date

from tracker.vocabulary import PeopleStatus, Unit
from tracker.wording.articles.amounts import Amount, amounts_in
from tracker.wording.articles.marks import (
    Mark,
    Named,
    begins_part,
    destroys,
    is_attribution,
    is_expected,
    is_per_day,
    is_share_of,
    is_voice,
    measures_in,
    named_at,
    rejects,
)
from tracker.wording.articles.sentences import Sentence, sentences_of
from tracker.wording.articles.times import DaysSaid, days_in
from tracker.wording.articles.words import Side
from tracker.wording.cutting import Placed, placed_tokens
from tracker.wording.tokens import Kind, Token
from tracker.wording.wordless import is_denial

FARTHEST = 13
_REACH = 60
"""Words beyond which nothing is looked for, whatever is counted between."""
"""How far, in words, what is counted may stand from its amount."""
_OF_A_NOUN = 8
"""What it adds to the distance when the word only names people."""
_OF_A_COMMA = 3
_OF_A_JOIN = 2
_CIVILIANS_ONLY = frozenset(("refugees", "asylum_seekers", "returnees", "idps", "population", "people_in_need"))
_NOUN_WITHIN = 5
"""Words behind an amount among which whom it counts is named."""
_VOICE_WITHIN = 8
"""Words between a day and the word that somebody spoke, so that it is the day of speaking."""
_DENIAL_WITHIN = 8
_DATELINE_WITHIN = 4
"""Words before the day of a dateline."""
_AGENCY = re.compile(r"\s*\([^()]{2,30}\)\s*[-–—.:]|\s*[-–—]{1,2}\s")
_AS_OF = re.compile(r"as (?:of|at)\s+", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d")
_NAME_WITHIN = 6
"""Words between a name and the word that it spoke, or that it is the source."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What a sentence of a text says of a number of people.

    `start` and `end` are the sentence's place in the text, `number_start` and `number_end` that of its amount. `words`
    is the amount with the words around it, `when`, `said_on` and `as_of` the days as written, or empty.
    """

    start: int
    end: int
    number_start: int
    number_end: int
    quote: str
    words: str
    measure: str
    unit: str = Unit.PERSON.value
    people_status: str = ""
    population_group: str = ""
    when: str = ""
    said_on: str = ""
    as_of: str = ""
    is_part: bool = False
    """Whether it counts some of the people of the statement before."""
    is_denied: bool = False
    """Whether the sentence says that the number is not true."""
    is_expected: bool = False
    """Whether it has not happened yet."""


@dataclass(frozen=True, slots=True)
class _Counted:
    """An amount of a sentence, with whom it counts, and whether they are among those just counted."""

    amount: Amount
    named: Named
    is_part: bool = False
    mark: Mark | None = None


def words_to_voice(sentence: str, start: int, end: int) -> int | None:
    """How many words a name stands from one that says that it speaks or counts; None where none is near."""
    placed = placed_tokens(sentence)
    tokens = [one.token for one in placed]
    inside = [at for at, one in enumerate(placed) if one.start >= start and one.end <= end]
    if not inside:
        return None
    near = range(max(0, inside[0] - _NAME_WITHIN), min(len(tokens), inside[-1] + 1 + _NAME_WITHIN))
    voices = [at for at in near if is_voice(tokens, at) or is_attribution(tokens, at)]
    return min((max(inside[0] - at, at - inside[-1]) for at in voices), default=None)


def statements_in(text: str, *, near: date, most: int | None = None) -> list[Statement]:
    """The statements of a text, in its order; `near` is the day of the text, to which "Thursday" is relative.

    No more than `most` are looked for: a text of nothing but numbers takes no longer than an article.
    """
    found = (one for sentence in sentences_of(text) for one in _of_sentence(sentence, near))
    return list(itertools.islice(found, most))


def _of_sentence(sentence: Sentence, near: date) -> list[Statement]:
    placed = placed_tokens(sentence.text)
    tokens = [one.token for one in placed]
    marks = measures_in(tokens)
    if not marks and not destroys(tokens):
        return []
    days = days_in(sentence.text, near=near)
    amounts = amounts_in(sentence.text, placed, days)
    counted = _attached(sentence.text, placed, _people_of(sentence.text, placed, amounts, marks), marks)
    return [_statement(sentence, placed, one, days, counted) for one in counted]


# --- whom an amount counts ---


def _people_of(text: str, placed: Sequence[Placed], amounts: Sequence[Amount], marks: Sequence[Mark]) -> list[_Counted]:
    """The amounts that count people or destroyed homes, with what is named behind each."""
    tokens = [one.token for one in placed]
    behind = [_named_behind(text, placed, amount, amounts, marks) for amount in amounts]
    for at in range(len(amounts) - 2, -1, -1):
        between = tokens[amounts[at].end : amounts[at + 1].first]
        is_list = all(token.kind is Kind.JOIN or token.text == "،" for token in between)
        if is_list and len(between) <= 1 and behind[at] == Named() and behind[at + 1].is_thing:
            behind[at] = behind[at + 1]  # "3 and 5 years"
    found: list[_Counted] = []
    for amount, named in zip(amounts, behind, strict=True):
        if _is_year(amount, named):
            continue
        is_counted = not named.is_thing and (not named.is_home or destroys(tokens))
        if is_counted and _counts_somebody(amount, named):
            found.append(_Counted(amount, named, _is_part(text, placed, amount, found)))
    return found


def _is_year(amount: Amount, named: Named) -> bool:
    """Whether four digits without people behind them are a year: "the 2014 abduction"."""
    return not named.is_people and _YEAR.fullmatch(amount.words) is not None


def _counts_somebody(amount: Amount, named: Named) -> bool:
    """Whether an amount that may be no number at all ("one", "several", "most") has people behind it."""
    if amount.is_majority:
        return bool(named.group)
    return named.is_people or not (amount.is_one or amount.is_vague)


def _named_behind(
    text: str, placed: Sequence[Placed], amount: Amount, amounts: Sequence[Amount], marks: Sequence[Mark]
) -> Named:
    """Whom the words behind an amount name, up to a verb of a measure, a comma or the next amount."""
    tokens = [one.token for one in placed]
    stops = {mark.start for mark in marks if not mark.is_noun} | {one.first for one in amounts if one is not amount}
    at = amount.end
    while at < min(len(tokens), amount.end + _NOUN_WITHIN):
        length, named = named_at(tokens, at)
        if named is not None:
            return named
        if at in stops or tokens[at].kind is Kind.STOP or (at > amount.end and _commas(text, placed, at - 1, at)):
            break
        at += max(1, begins_part(tokens, at), length)
    return Named()


def _is_part(text: str, placed: Sequence[Placed], amount: Amount, before: Sequence[_Counted]) -> bool:
    """Whether an amount counts some of those just counted: "including four", "four of them", "and 11" behind one."""
    if not before:
        return False
    tokens = [one.token for one in placed]
    last = before[-1].amount
    aside = begins_part(tokens, last.end) if _is_of_them(text, placed, last) else 0
    between = range(last.end + aside, amount.start)
    if amount.is_majority or _is_of_them(text, placed, amount) or any(begins_part(tokens, at) for at in between):
        return True
    if any(tokens[at].text == "(" for at in between) and not _marked(tokens, between):
        return True
    is_joined = any(tokens[at].kind is Kind.JOIN for at in between)
    is_over = aside > 0 and _commas(text, placed, last.end, amount.first) > 0
    return (
        before[-1].is_part
        and is_joined
        and not is_over
        and len(between) <= _NOUN_WITHIN
        and not _marked(tokens, between)
    )


def _is_of_them(text: str, placed: Sequence[Placed], amount: Amount) -> bool:
    """Whether "of them" stands right behind an amount, and not ", including 2", which begins another part."""
    tokens = [one.token for one in placed]
    length = begins_part(tokens, amount.end)
    follows = amount.end + length
    is_apart = _commas(text, placed, amount.end - 1, amount.end) > 0
    return length > 0 and not is_apart and not (follows < len(tokens) and tokens[follows].amounts)


def _marked(tokens: Sequence[Token], places: range) -> bool:
    return any(not mark.is_noun for mark in measures_in([tokens[at] for at in places]))


# --- what is counted ---


def _attached(
    text: str, placed: Sequence[Placed], counted: Sequence[_Counted], marks: Sequence[Mark]
) -> list[_Counted]:
    """The amounts with the words that say what they count; those of which nothing says so are left out."""
    own = [
        one if one.named.is_home else replace(one, mark=_nearest(text, placed, one, counted, marks)) for one in counted
    ]
    carried = _carried(text, placed, own, marks)
    kept = [one for one in carried if one.named.is_home or (one.mark is not None and one.mark.measure)]
    return [replace(one, is_part=one.is_part and _has_total(one, kept[:at])) for at, one in enumerate(kept)]


def _has_total(one: _Counted, before: Sequence[_Counted]) -> bool:
    """Whether anybody was counted before of whom these can be some: of 12 dead and 30 injured the 30 are no part."""
    return any(
        other.mark is None or one.mark is None or other.mark.measure == one.mark.measure or not other.is_part
        for other in before[-1:]
    ) and any(other.mark is None or one.mark is None or other.mark.measure == one.mark.measure for other in before)


def _nearest(
    text: str, placed: Sequence[Placed], one: _Counted, counted: Sequence[_Counted], marks: Sequence[Mark]
) -> Mark | None:
    is_whole = _is_whole(placed, one, counted)
    ways = [
        (_distance(text, placed, one, mark, counted), at, mark)
        for at, mark in enumerate(marks)
        if _may_count(mark, one) and (not is_whole or mark.start - one.amount.end in range(1 + mark.is_noun))
    ]
    near = [way for way in ways if way[0] is not None and way[0] <= (_OF_A_COMMA if one.is_part else FARTHEST)]
    return min(near, key=lambda way: (way[0], way[1]))[2] if near else None


def _is_whole(placed: Sequence[Placed], one: _Counted, counted: Sequence[_Counted]) -> bool:
    """Whether it only says of how many: what happened to "1,000 of the 5,000 refugees" happened to 1,000."""
    before = next((other.amount for other in reversed(counted) if other.amount.end <= one.amount.first), None)
    if before is None:
        return False
    between = [placed[at].token for at in range(before.end, one.amount.first)]
    return (
        0 < len(between) <= 3 and between[0].kind is Kind.OF and all(token.kind is not Kind.STOP for token in between)
    )


def _distance(
    text: str, placed: Sequence[Placed], one: _Counted, mark: Mark, counted: Sequence[_Counted]
) -> int | None:
    """How far a word stands from the amount, weighed; None where it cannot belong to it."""
    amount = one.amount
    if mark.end <= amount.first and mark.side in (Side.BEFORE, Side.EITHER):
        between = range(mark.end, amount.first)
    elif mark.start >= amount.end and mark.side is not Side.BEFORE:
        between = range(amount.end, mark.start)
    else:
        return None
    if (mark.side is Side.RIGHT_AFTER and len(between) > 0) or len(between) > _REACH:
        return None
    return _weight(text, placed, between, one, counted, is_noun=mark.is_noun)


def _weight(
    text: str, placed: Sequence[Placed], between: range, one: _Counted, counted: Sequence[_Counted], *, is_noun: bool
) -> int | None:
    """The words between, with what parts them counted more; None across another amount or the end of a clause."""
    tokens = [placed[at].token for at in between]
    aside = 0
    for other in counted:
        if other is one or other.amount.start not in between:
            continue
        if not other.is_part or one.is_part:
            return None
        aside += other.amount.last - other.amount.first + _OF_A_COMMA + _OF_A_JOIN
    if any(token.kind is Kind.STOP and token.text not in (":", "(", ")", "/", "،") for token in tokens):
        return None
    commas = _commas(text, placed, between.start - 1, between.stop)
    joins = sum(token.kind is Kind.JOIN for token in tokens)
    weight = len(tokens) + _OF_A_COMMA * commas + _OF_A_JOIN * joins + (_OF_A_NOUN if is_noun else 0)
    return max(0, weight - aside)


def _commas(text: str, placed: Sequence[Placed], first: int, last: int) -> int:
    """The commas between two tokens."""
    begins = placed[first].end if first >= 0 else 0
    ends = placed[last].start if last < len(placed) else len(text)
    return sum(text[begins:ends].count(sign) for sign in ",،")


def _carried(text: str, placed: Sequence[Placed], own: Sequence[_Counted], marks: Sequence[Mark]) -> list[_Counted]:
    """What is said of one amount of a list holds for the others: "13 Palestinians and four Israeli police injured"."""
    found = list(own)
    for at, one in enumerate(found):
        before = found[at - 1]
        is_like = at > 0 and _lacks_mark(one) and before.mark is not None and _may_count(before.mark, one)
        if is_like and (one.is_part or _is_listed(text, placed, before, one)):
            found[at] = replace(one, mark=found[at - 1].mark, named=_named_alike(text, placed, found[at - 1], one))
    for at in range(len(found) - 2, -1, -1):
        if _lacks_mark(found[at]) and _is_listed(text, placed, found[at], found[at + 1]):
            found[at] = replace(found[at], mark=found[at + 1].mark)
    only = _only(marks)
    if only is None:
        return found
    return [replace(one, mark=only) if _lacks_mark(one) and _fits(placed, one, only) else one for one in found]


def _fits(placed: Sequence[Placed], one: _Counted, mark: Mark) -> bool:
    """Whether the one measure of a sentence may hold for an amount far from it: on its side, in its part of it."""
    if one.amount.is_one or not _may_count(mark, one):
        return False
    if one.amount.read.percent or one.is_part:
        return True
    if mark.side is Side.BEFORE and one.amount.end <= mark.start:
        return False
    if mark.side in (Side.AFTER, Side.RIGHT_AFTER) and mark.end <= one.amount.first:
        return False
    between = placed[min(mark.start, one.amount.end) : max(mark.end, one.amount.first)]
    return all(token.token.text not in (";", "؛") for token in between)


def _may_count(mark: Mark, one: _Counted) -> bool:
    """Whether a measure can hold for those whom an amount names: soldiers are no refugees."""
    return mark.measure not in _CIVILIANS_ONLY or one.named.status != PeopleStatus.COMBATANT


def _lacks_mark(one: _Counted) -> bool:
    """Whether nothing says yet what it counts; destroyed homes say so themselves."""
    return one.mark is None and not one.named.is_home


def _named_alike(text: str, placed: Sequence[Placed], before: _Counted, one: _Counted) -> Named:
    """Whom a bare number of a list counts: "first nine soldiers, then 22, then 29" counts soldiers."""
    behind = one.amount.end
    is_bare = (
        behind >= len(placed) or placed[behind].token.kind is Kind.STOP or _commas(text, placed, behind - 1, behind)
    )
    return before.named if one.named == Named() and is_bare and not one.is_part else one.named


def _is_listed(text: str, placed: Sequence[Placed], first: _Counted, second: _Counted) -> bool:
    """Whether two amounts stand in one list: a comma or "and" between them, and no word of a measure."""
    between = range(first.amount.end, second.amount.first)
    tokens = [placed[at].token for at in between]
    is_parted = _commas(text, placed, first.amount.end - 1, second.amount.first) > 0
    is_joined = is_parted or any(token.kind is Kind.JOIN for token in tokens)
    return is_joined and not _marked([one.token for one in placed], between)


def _only(marks: Sequence[Mark]) -> Mark | None:
    """The one measure that a sentence speaks of, where it is one."""
    verbs = [mark for mark in marks if not mark.is_noun]
    return verbs[0] if verbs and len({(mark.measure, mark.group) for mark in verbs}) == 1 else None


# --- the statement ---


def _statement(
    sentence: Sentence,
    placed: Sequence[Placed],
    one: _Counted,
    days: Sequence[DaysSaid],
    all_counted: Sequence[_Counted],
) -> Statement:
    tokens = [item.token for item in placed]
    first, last = placed[one.amount.first].start, placed[one.amount.first].start + len(one.amount.words)
    said_on = [said for said in days if said.is_one_day and _is_spoken(sentence.text, placed, said, all_counted)]
    when = [said for said in days if said not in said_on and not _is_dateline(sentence.text, said)]
    words = _closest(when, first, last)
    until = _AS_OF.match(words)
    measure = _measure(one)
    return Statement(
        start=sentence.start,
        end=sentence.end,
        number_start=sentence.start + first,
        number_end=sentence.start + last,
        quote=sentence.text,
        words=one.amount.words,
        measure=measure,
        unit=_unit(tokens, one),
        people_status=one.named.status,
        population_group=_group(tokens, one, measure),
        when="" if until else words,
        as_of=words[until.end() :] if until else "",
        said_on=_closest(said_on, first, last),
        is_part=one.is_part,
        is_denied=_is_denied(tokens, one.amount),
        is_expected=any(is_expected(tokens, at) for at in range(max(0, one.amount.start - 2), one.amount.start)),
    )


def _measure(one: _Counted) -> str:
    """What it counts; refugees who "live in" a country are refugees and no population."""
    if one.mark is None:
        return "housing_destroyed"
    is_refugees = one.mark.measure == "population" and not one.mark.group and one.named.group == "refugees"
    return "refugees" if is_refugees else one.mark.measure


def _is_dateline(text: str, said: DaysSaid) -> bool:
    """Whether a day only says when an agency wrote: "BEIRUT, Feb 13 (Reuters) -"."""
    behind = _AGENCY.match(text, said.end)
    return behind is not None and len(text[: said.start].split()) <= _DATELINE_WITHIN


def _unit(tokens: Sequence[Token], one: _Counted) -> str:
    if one.amount.read.percent or one.amount.is_majority:
        return Unit.PERCENT.value
    if one.mark is None:
        return Unit.DWELLING.value
    if one.named.is_household:
        return Unit.HOUSEHOLD.value
    near = range(one.amount.end, min(len(tokens), one.amount.end + FARTHEST))
    return Unit.PERSON_PER_DAY.value if any(is_per_day(tokens, at) for at in near) else Unit.PERSON.value


def _group(tokens: Sequence[Token], one: _Counted, measure: str) -> str:
    """The group that its noun names, else the one of the words that say what is counted; of a share, any behind it."""
    group = one.named.group or (one.mark.group if one.mark else "")
    if not group and one.amount.read.percent:
        behind = (named_at(tokens, at)[1] for at in range(one.amount.end, min(len(tokens), one.amount.end + FARTHEST)))
        group = next((named.group for named in behind if named is not None and named.group), "")
        group = group or _group_before(tokens, one.amount)
    return "" if group == measure else group


def _group_before(tokens: Sequence[Token], amount: Amount) -> str:
    """The group that makes up a share: "women and children account for 81 per cent"."""
    for at in range(amount.first - 1, max(-1, amount.first - 1 - _NOUN_WITHIN), -1):
        if is_share_of(tokens, at):
            before = [named_at(tokens, back)[1] for back in range(max(0, at - _NOUN_WITHIN), at)]
            return next((named.group for named in before if named is not None and named.group), "")
    return ""


def _is_spoken(text: str, placed: Sequence[Placed], said: DaysSaid, counted: Sequence[_Counted]) -> bool:
    """Whether a day is the one on which somebody spoke: a word of speaking is near, and no amount between.

    Behind a comma it is not, where what happened stands on the day's own side: "were killed on Thursday, the UN said".
    """
    tokens = [one.token for one in placed]
    inside = [at for at, one in enumerate(placed) if one.start >= said.start and one.end <= said.end]
    if not inside:
        return False
    amounts = {at for one in counted for at in range(one.amount.first, one.amount.last)}
    happens = {at for one in counted if one.mark for at in range(one.mark.start, one.mark.end)}
    for steps in (
        range(inside[0] - 1, inside[0] - 2 - _VOICE_WITHIN, -1),
        range(inside[-1] + 1, inside[-1] + 2 + _VOICE_WITHIN),
    ):
        for at in steps:
            if not 0 <= at < len(tokens) or at in amounts:
                break
            if is_voice(tokens, at):
                if not _commas(text, placed, min(at, inside[-1]), max(at, inside[0])):
                    return True
                if not _happens_beside(text, placed, inside, happens):
                    return True
                break
    return False


def _happens_beside(text: str, placed: Sequence[Placed], inside: Sequence[int], happens: Collection[int]) -> bool:
    """Whether a word of a measure stands near a day, without a comma between."""
    return any(
        at - inside[0] >= -_VOICE_WITHIN
        and at - inside[-1] <= _VOICE_WITHIN
        and not _commas(text, placed, min(at, inside[-1]), max(at, inside[0]))
        for at in happens
    )


def _closest(days: Sequence[DaysSaid], first: int, last: int) -> str:
    """The words of the days that stand nearest to an amount."""
    if not days:
        return ""
    return min(days, key=lambda said: max(first - said.end, said.start - last)).words


def _is_denied(tokens: Sequence[Token], amount: Amount) -> bool:
    """Whether words shortly before an amount say that it is not so, and nobody says something else after them."""
    first = max(0, amount.first - _DENIAL_WITHIN)
    for at in range(amount.first - 1, first, -1):
        if tokens[at - 1].kind is Kind.JOIN and is_voice(tokens, at):
            first = at
            break
    near = range(first, amount.first)
    return any(rejects(tokens, at) for at in near) or is_denial([tokens[at] for at in near])
