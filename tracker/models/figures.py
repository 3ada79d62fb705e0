"""Working copies of figures: what the desk edits, submits and reviews. Public reading never touches this file.

Only `tracker/ledger` writes these tables. `draft_state` says where the working copy stands, `public_state` what the
public sees; the two move apart while a correction is being prepared.
"""

from __future__ import annotations

from operator import itemgetter
from typing import Any, ClassVar, Self

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tracker import rules
from tracker.models.crises import Crisis, Event, WindowOrigin
from tracker.models.fields import CodeField, choices, one_of
from tracker.models.places import Place
from tracker.models.series import Series
from tracker.models.sources import Document, Organisation, Speaker
from tracker.vocabulary import (
    CREDIBILITIES,
    MEASURES,
    RELIABILITIES,
    AsOfBasis,
    Attribution,
    Basis,
    Cause,
    Counting,
    DatePrecision,
    DraftState,
    Gender,
    Grade,
    Level,
    Partition,
    Party,
    PeopleStatus,
    PlacePrecision,
    PublicState,
    Qualifier,
    Role,
    SupersedesKind,
    Unit,
)

PERCENT: dict[str, Any] = {"max_digits": 6, "decimal_places": 3, "null": True, "blank": True}
"""Shares have columns of their own: SQLite keeps decimals as floats, and shares are never added (docs/decisions)."""


SOMETIMES_NAMED = (
    "event", "series", "speaker", "origin_place", "window_origin", "part_of", "share_of", "supersedes", "contests",
)  # fmt: skip
"""What most figures do not name: their indexes hold those that do, for a figure that changes is written into each."""


RELAYED = ~Q(organisation=F("originator"))
"""Whoever says the number did not establish it: others are found by their originator."""


class FigureQuerySet(models.QuerySet["Figure"]):
    """The sets of working copies people speak of."""

    def at_the_desk(self, *states: str) -> Self:
        """Those whose draft is in one of these states, by the index of the desk.

        It holds no others; without its own condition SQLite does not see that it holds all of these.
        """
        wanted = Q(draft_state=states[0]) if len(states) == 1 else Q(draft_state__in=states)
        return self.filter(wanted).exclude(draft_state=DraftState.NONE)


class Figure(models.Model):
    """One claim about a number, as the desk holds it now.

    `value`, `value_low`, `value_high` and `magnitude` are as stated; `low`, `best`, `high` are derived from them by
    METHOD R1 when the ledger records the figure, in the unit after conversion.
    """

    # what is counted
    crisis = models.ForeignKey(Crisis, on_delete=models.PROTECT, related_name="figures", verbose_name=_("crisis"))
    measure = CodeField(_("measure"), max_length=40)
    basis = CodeField(_("basis"), max_length=20, choices=choices(Basis))
    counting = CodeField(_("counting"), max_length=20, choices=choices(Counting), default=Counting.UNKNOWN)
    unit = CodeField(_("unit"), max_length=20, choices=choices(Unit), default=Unit.PERSON)
    level = CodeField(_("level"), max_length=20, choices=choices(Level), default=Level.REPORTED)
    cause = CodeField(_("cause"), max_length=20, choices=choices(Cause), default=Cause.UNKNOWN)
    people_status = CodeField(_("status of people"), max_length=20, choices=choices(PeopleStatus), default="all")
    population_group = CodeField(_("population group"), max_length=60, blank=True)
    gender = CodeField(_("sex or gender"), max_length=5, choices=choices(Gender), default=Gender.ALL)
    age_range = CodeField(_("age range"), max_length=12, default="all")
    share_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="shares", db_index=False
    )
    attribution = CodeField(_("attribution"), max_length=20, choices=choices(Attribution), default="not_stated")

    # how much
    qualifier = CodeField(_("qualifier"), max_length=20, choices=choices(Qualifier))
    value = models.BigIntegerField(_("value"), null=True, blank=True)
    value_low = models.BigIntegerField(_("lower end"), null=True, blank=True)
    value_high = models.BigIntegerField(_("upper end"), null=True, blank=True)
    percent = models.DecimalField(_("percent"), **PERCENT)
    percent_low = models.DecimalField(_("lower end in percent"), **PERCENT)
    percent_high = models.DecimalField(_("upper end in percent"), **PERCENT)
    magnitude = CodeField(_("magnitude"), max_length=30, blank=True)
    value_text = models.CharField(_("in words, as stated"), max_length=200)
    household_size = models.DecimalField(_("household size"), max_digits=5, decimal_places=2, null=True, blank=True)
    household_size_source = models.CharField(_("source of the household size"), max_length=300, blank=True)
    derived_low = models.BigIntegerField(null=True, blank=True, editable=False)
    derived_best = models.BigIntegerField(null=True, blank=True, editable=False)
    derived_high = models.BigIntegerField(null=True, blank=True, editable=False)
    high_open = models.BooleanField(default=False, editable=False)
    bounds_basis = CodeField(max_length=20, blank=True, editable=False)

    # where
    place = models.ForeignKey(
        Place, on_delete=models.PROTECT, related_name="figures", verbose_name=_("place"), db_index=False
    )
    origin_place = models.ForeignKey(
        Place,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("place of origin"),
        db_index=False,
    )
    provider_place_name = models.CharField(_("place in the source's words"), max_length=300, blank=True)
    place_precision = CodeField(_("precision of the place"), max_length=20, choices=choices(PlacePrecision), blank=True)
    latitude = models.FloatField(_("latitude"), null=True, blank=True)
    longitude = models.FloatField(_("longitude"), null=True, blank=True)
    place_safe = models.BooleanField(_("safe to show in detail"), default=False)

    # when
    reference_period_start = models.DateField(_("counted from"), null=True, blank=True)
    reference_period_start_latest = models.DateField(_("counted from, at the latest"), null=True, blank=True)
    reference_period_end = models.DateField(_("counted to"), null=True, blank=True)
    as_of_date = models.DateField(_("as of"), null=True, blank=True)
    as_of_basis = CodeField(_("basis of the as-of date"), max_length=20, choices=choices(AsOfBasis), default="stated")
    date_precision = CodeField(
        _("precision of the dates"), max_length=20, choices=choices(DatePrecision), default="day"
    )
    statement_date = models.DateField(_("said on"), null=True, blank=True)
    window_origin = models.ForeignKey(
        WindowOrigin, on_delete=models.PROTECT, null=True, blank=True, related_name="figures", db_index=False
    )
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, null=True, blank=True, related_name="figures", db_index=False
    )
    operation = CodeField(_("operation"), max_length=120, blank=True)
    reporting_round = CodeField(_("round"), max_length=20, blank=True)

    # who says so
    speaker = models.ForeignKey(
        Speaker, on_delete=models.PROTECT, null=True, blank=True, related_name="figures", db_index=False
    )
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="said", verbose_name=_("organisation"), db_index=False
    )
    originator = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="originated", verbose_name=_("originator"), db_index=False
    )
    party = CodeField(_("party"), max_length=20, choices=choices(Party), default=Party.NONE)
    source_reliability = CodeField(_("reliability of the source"), max_length=1, default="F")
    claim_credibility = models.SmallIntegerField(_("credibility of the claim"), default=6)

    # what the desk makes of it
    role = CodeField(_("role"), max_length=20, choices=choices(Role), default=Role.NONE)
    role_reason = models.CharField(_("reason for the role"), max_length=500, blank=True)
    grade = CodeField(_("grade"), max_length=20, choices=choices(Grade), blank=True)
    grade_reason = models.CharField(_("reason for the grade"), max_length=500, blank=True)
    notes = models.TextField(_("notes"), blank=True)
    supersedes = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="superseded_by", db_index=False
    )
    supersedes_kind = CodeField(_("how it supersedes"), max_length=20, choices=choices(SupersedesKind), blank=True)
    contests = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="contested_by", db_index=False
    )
    part_of = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts", db_index=False
    )
    partition = CodeField(_("partition"), max_length=20, choices=choices(Partition), blank=True)

    # where it came from and where it stands
    source_system = CodeField(_("source system"), max_length=60, blank=True)
    external_id = CodeField(_("identifier there"), max_length=200, blank=True)
    restricted = models.BooleanField(_("never published"), default=False)
    warnings = models.JSONField(_("warnings and their reasons"), default=list, blank=True)
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, null=True, blank=True, related_name="figures", db_index=False
    )
    draft_state = CodeField(max_length=20, choices=choices(DraftState), default=DraftState.DRAFT)
    draft_version = models.PositiveIntegerField(default=1)
    public_state = CodeField(max_length=20, choices=choices(PublicState), default=PublicState.NONE)
    revision = models.PositiveIntegerField(default=0)
    reason = models.CharField(_("reason for the change"), max_length=1000, blank=True)
    return_reason = models.CharField(_("reason for the return"), max_length=1000, blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="figures", db_index=False
    )
    door = CodeField(_("entered through"), max_length=20, default="form")
    recorded_at = models.DateTimeField()
    first_published_at = models.DateTimeField(null=True, blank=True)
    changed_at = models.DateTimeField()

    objects = FigureQuerySet.as_manager()

    class Meta:
        verbose_name = _("figure")
        verbose_name_plural = _("figures")
        ordering = ("id",)
        indexes: ClassVar = [
            models.Index(
                fields=["draft_state", "changed_at", "id"],
                condition=~Q(draft_state=DraftState.NONE),
                name="figure_desk_queue",
            ),
            models.Index(fields=["originator", "measure", "as_of_date", "place"], name="figure_alike"),
            models.Index(fields=["organisation"], condition=RELAYED, name="figure_relayed_by"),
            *(
                models.Index(fields=[name], condition=Q(**{f"{name}__isnull": False}), name=f"figure_of_{name}")
                for name in SOMETIMES_NAMED
            ),
        ]
        constraints: ClassVar = [
            one_of("measure", MEASURES, name="figure_measure_known"),
            one_of("basis", Basis, name="figure_basis_known"),
            one_of("counting", Counting, name="figure_counting_known"),
            one_of("unit", Unit, name="figure_unit_known"),
            one_of("level", Level, name="figure_level_known"),
            one_of("qualifier", Qualifier, name="figure_qualifier_known"),
            one_of("cause", Cause, name="figure_cause_known"),
            one_of("people_status", PeopleStatus, name="figure_people_status_known"),
            one_of("gender", Gender, name="figure_gender_known"),
            one_of("role", Role, name="figure_role_known"),
            one_of("grade", Grade, name="figure_grade_known"),
            one_of("party", Party, name="figure_party_known"),
            one_of("source_reliability", RELIABILITIES, name="figure_reliability_known"),
            models.CheckConstraint(condition=Q(claim_credibility__in=CREDIBILITIES), name="figure_credibility_known"),
            one_of("draft_state", DraftState, name="figure_draft_state_known"),
            one_of("public_state", PublicState, name="figure_public_state_known"),
            models.CheckConstraint(
                condition=Q(value_low__isnull=True) | Q(value_high__isnull=True) | Q(value_low__lte=F("value_high")),
                name="figure_stated_range_in_order",
            ),
            models.CheckConstraint(
                condition=(
                    Q(derived_low__isnull=True) | Q(derived_best__isnull=True) | Q(derived_low__lte=F("derived_best"))
                )
                & (
                    Q(derived_best__isnull=True) | Q(derived_high__isnull=True) | Q(derived_best__lte=F("derived_high"))
                ),
                name="figure_bounds_in_order",
            ),
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__gte=0), name="figure_value_not_negative"),
            models.CheckConstraint(
                condition=Q(reference_period_end__isnull=True)
                | Q(reference_period_start__isnull=True)
                | Q(reference_period_end__gte=F("reference_period_start")),
                name="figure_ends_after_start",
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.STOCK) | Q(as_of_date__isnull=False), name="figure_stock_has_as_of"
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.CUMULATIVE) | Q(window_origin__isnull=False),
                name="figure_cumulative_has_origin",
            ),
            models.CheckConstraint(
                condition=Q(basis=Basis.SHARE, unit=Unit.PERCENT) | (~Q(basis=Basis.SHARE) & ~Q(unit=Unit.PERCENT)),
                name="figure_share_is_percent",
            ),
            models.CheckConstraint(condition=Q(role="none") | ~Q(role_reason=""), name="figure_role_has_reason"),
            models.CheckConstraint(condition=Q(grade="") | ~Q(grade_reason=""), name="figure_grade_has_reason"),
            models.CheckConstraint(
                condition=Q(supersedes__isnull=True, supersedes_kind="")
                | (Q(supersedes__isnull=False) & ~Q(supersedes_kind="")),
                name="figure_supersedes_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(restricted=True, public_state=PublicState.PUBLISHED),
                name="figure_restricted_not_public",
            ),
            models.CheckConstraint(
                condition=~Q(draft_state=DraftState.RETURNED) | ~Q(return_reason=""),
                name="figure_returned_says_why",
            ),
            models.CheckConstraint(
                condition=Q(public_state=PublicState.NONE, revision=0)
                | (~Q(public_state=PublicState.NONE) & Q(revision__gte=1)),
                name="figure_public_has_revision",
            ),
            models.UniqueConstraint(
                fields=["source_system", "external_id"],
                condition=~Q(external_id=""),
                name="figure_external_id_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.value_text} {self.measure}"

    def clean(self) -> None:
        """Refuse what `rules` refuses, with the same codes, whoever saves."""
        # A row alone knows neither its citations nor its surroundings: the ledger asks again with the facts.
        facts = rules.Facts(today=timezone.now().date(), document_known=True)
        errors: dict[str, list[ValidationError]] = {}
        for finding in rules.check_figure(self.as_values(), facts):
            if finding.is_error and finding.code != "E2":
                errors.setdefault(finding.field, []).append(ValidationError(finding.message, code=finding.code))
        if errors:
            raise ValidationError({name if _has_field(name) else "__all__": found for name, found in errors.items()})

    @property
    def reasons(self) -> dict[str, str]:
        """The reasons that were given for its warnings, by the code of each."""
        return {one["code"]: one["reason"] for one in self.warnings if one["reason"]}

    def as_values(self) -> dict[str, object]:
        """The figure's own values under the API's writable names, as `rules.check_figure` reads them."""
        try:
            held = _VALUES(self.__dict__)
        except KeyError:  # a column is read when somebody asks for it
            held = [getattr(self, name) for name in _COLUMNS.values()]
        values: dict[str, object] = dict(zip(_COLUMNS, held, strict=True))
        if self.unit == Unit.PERCENT:
            values |= {"value": self.percent, "value_low": self.percent_low, "value_high": self.percent_high}
        return values


OWN_FIELDS = (
    "measure", "basis", "counting", "unit", "level", "qualifier", "value", "value_low", "value_high", "magnitude",
    "value_text", "household_size", "household_size_source", "population_group", "people_status", "gender",
    "age_range", "operation", "reporting_round", "cause", "attribution", "party", "provider_place_name",
    "place_precision", "latitude", "longitude", "reference_period_start", "reference_period_start_latest",
    "reference_period_end", "as_of_date", "as_of_basis", "date_precision", "statement_date", "source_reliability",
    "claim_credibility", "role", "role_reason", "notes", "supersedes_kind", "partition", "place_safe", "grade",
    "grade_reason", "source_system", "external_id", "restricted",
)  # fmt: skip
"""Values a figure holds itself, named as the API writes them."""

REFERENCES = {
    "crisis": "crisis",
    "event": "event",
    "place_code": "place",
    "origin_location_code": "origin_place",
    "speaker": "speaker",
    "organisation": "organisation",
    "originator": "originator",
    "share_of": "share_of",
    "supersedes": "supersedes",
    "contests": "contests",
    "part_of": "part_of",
}
"""Writable name -> the figure's foreign key."""


_COLUMNS = {name: name for name in OWN_FIELDS} | {name: f"{column}_id" for name, column in REFERENCES.items()}
"""Writable name -> where the figure holds its value."""
_VALUES = itemgetter(*_COLUMNS.values())


def _has_field(name: str) -> bool:
    return any(field.name == name for field in Figure._meta.get_fields())


class Citation(models.Model):
    """One document that carries the statement: in these words, on this page, that many hops from who said it."""

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="citations", db_index=False)
    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="citations")
    quote = models.TextField(_("quote"), blank=True)
    quote_key = CodeField(max_length=32, blank=True, editable=False)
    """What is the same for the same words, whatever their case, accents and signs; empty for a short quote."""
    quote_language = CodeField(_("language of the quote"), max_length=12, blank=True)
    quote_translation = models.TextField(_("translation"), blank=True)
    document_page = models.CharField(_("page or paragraph"), max_length=60, blank=True)
    chain = models.JSONField(_("chain from speaker to document"), default=list, blank=True)
    hops = models.PositiveSmallIntegerField(_("hops"), default=1)

    class Meta:
        verbose_name = _("citation")
        verbose_name_plural = _("citations")
        ordering = ("hops", "id")
        indexes: ClassVar = [
            models.Index(fields=["quote_key"], condition=~Q(quote_key=""), name="citation_same_words"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["figure", "document"], name="citation_document_once"),
            models.CheckConstraint(condition=Q(hops__gte=1), name="citation_hops_from_one"),
        ]


class DraftEdit(models.Model):
    """Who changed a working copy, and which fields. Open rows (no `sequence`) name those who may not publish it."""

    figure = models.ForeignKey(Figure, on_delete=models.PROTECT, related_name="edits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="edits", db_index=False)
    at = models.DateTimeField()
    changes = models.JSONField(default=dict)
    door = CodeField(max_length=40, blank=True)
    sequence = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("edit of a draft")
        verbose_name_plural = _("edits of drafts")
        ordering = ("id",)
        indexes: ClassVar = [
            models.Index(fields=["at"], name="draft_edit_at"),
            models.Index(fields=["user", "at"], name="draft_edit_of_person"),
        ]
