"""The fields of a figure as shapes: their types from `tracker/ledger/row.py`, their codes from the vocabulary."""

from __future__ import annotations

from api.codes import CODELISTS
from api.schema.shapes import Shape, address, code, day, listed, maybe, moment, number, text, truth, whole
from tracker.ledger.row import FIELDS, Field

ALWAYS_THERE = frozenset(
    {
        "id", "revision", "sequence", "status", "permalink", "measure", "measure_name", "basis", "counting", "unit",
        "level", "qualifier", "value_text", "reported_unit", "people_status", "gender", "age_range", "crisis", "cause",
        "attribution", "party", "place_code", "place_name", "date_precision", "as_of_basis", "said_date",
        "organisation", "originator", "hops", "source_reliability", "claim_credibility", "role", "document_id",
        "document_title", "redistributable", "citation_count", "warnings", "recorded_at", "updated_at",
    }
)  # fmt: skip
"""Fields that are never null."""

ABOUT: dict[str, str] = {
    "id": "The figure; the same through all its revisions.",
    "revision": "How often it was published.",
    "sequence": "The entry of the ledger that published this revision.",
    "status": "Always published; what was withdrawn answers 410.",
    "permalink": "Its page.",
    "source_system": "The system it was taken from.",
    "external_id": "Its identifier there.",
    "measure": "What is counted.",
    "measure_name": "The same in the words of the site.",
    "basis": "Over what time the number counts.",
    "counting": "Whether a person counted twice is one or two.",
    "unit": "What one of value, value_low, value_best and value_high is, after conversion.",
    "level": "How far the source says it worked the number out.",
    "qualifier": "The words around the number.",
    "value_text": "The claim in words, as stated.",
    "value": "The number as stated, in unit.",
    "value_low": "At least; follows from the words by rule R1.",
    "value_best": "The number, where the words give one.",
    "value_high": "At most; null where nobody said how high.",
    "reported_value": "As stated, before conversion.",
    "reported_unit": "As stated, before conversion.",
    "household_size": "Persons in a household, where households were converted.",
    "population_group": "The group counted; null for everybody.",
    "people_status": "Civilians, combatants or everybody.",
    "gender": "Sex or gender counted, as the source names it.",
    "age_range": "Such as 0-4 or 60+; all for everybody.",
    "min_age": "Youngest age counted, in years.",
    "max_age": "Oldest age counted, in years; null where there is no upper end.",
    "share_of": "The figure that a percentage is a share of.",
    "crisis": "Its code.",
    "event": "The event that the figure is about.",
    "event_code": "Its code in the system that recorded it.",
    "operation": "Operation of a provider that reports in rounds.",
    "reporting_round": "Round of that operation.",
    "cause": "What people fled from or died of.",
    "attribution": "How responsibility is spoken of.",
    "party": "The stake of the originator in the number.",
    "location_code": "Country, ISO 3166-1 alpha-3.",
    "location_name": "The country's name.",
    "admin1_code": "The unit of the first level around the place.",
    "admin1_name": "Its name.",
    "admin2_code": "The unit of the second level around the place.",
    "admin2_name": "Its name.",
    "place_code": "The place as the public sees it; coarser than stated where that protects people.",
    "place_name": "Its name.",
    "provider_place_name": "The place in the words of the source.",
    "admin_level": "0 for a country to 3; null for areas.",
    "place_precision": "How closely the source places the figure.",
    "latitude": "Where it is safe to show.",
    "longitude": "Where it is safe to show.",
    "origin_location_code": "The place that people come from.",
    "reference_period_start": "Counted from.",
    "reference_period_start_latest": "Counted from, at the latest, where the start is vague.",
    "reference_period_end": "Counted to.",
    "as_of_date": "The day the number speaks of.",
    "date_precision": "How closely the source dates it.",
    "as_of_basis": "Where as_of_date comes from.",
    "statement_date": "When it was said.",
    "said_date": "When it was said, published, or first shown here, whichever is known first; known_on asks for it.",
    "speaker": "Who said it.",
    "speaker_title": "The office the speaker held then.",
    "organisation": "Who says so.",
    "organisation_code": "Its short name.",
    "originator": "Who claims to know.",
    "hops": "Steps from the originator to the document.",
    "source_reliability": "Admiralty scale, A to F.",
    "claim_credibility": "Admiralty scale, 1 to 6.",
    "grade": "An editor's judgement.",
    "role": "An editor's override of how the claim is used.",
    "document_id": "The document in which it was read.",
    "document_title": "Its title.",
    "document_url": "Where it can be read.",
    "document_publisher": "Who published it.",
    "document_published_date": "When it was published.",
    "document_archived_url": "A copy that stays when the original goes.",
    "document_page": "Page, table or paragraph.",
    "licence": "Under which the document stands.",
    "redistributable": "Whether it may be passed on.",
    "quote": "The words of the document.",
    "quote_language": "Its language.",
    "quote_translation": "The same in another language, not by the source.",
    "citation_count": "Outlets that carried the statement.",
    "notes": "What editors add for readers.",
    "supersedes": "The figure of the same source that this one replaces.",
    "supersedes_kind": "Why it replaces it.",
    "contests": "The figure that this one disputes.",
    "part_of": "The total that this is a part of.",
    "partition": "In which way the parts divide the total.",
    "series": "The trend it belongs to; null where it belongs to none.",
    "warnings": "Codes of warnings that were answered with a reason.",
    "recorded_at": "When it was entered.",
    "updated_at": "When this revision was published.",
}

CODE_OF = {"reported_unit": "unit"}
"""The code list of a field that is not named for it."""
FREE = frozenset({"population_group"})
"""Fields whose code list is a list of examples."""

KINDS = {
    "text": text, "integer": whole, "number": number, "date": day, "timestamp": moment, "boolean": truth,
}  # fmt: skip


def _member(field: Field) -> Shape:
    shape = _shape(field, ABOUT.get(field.name, ""))
    found = shape if field.name in ALWAYS_THERE else maybe(shape)
    return {**found, "x-hxl": field.hxl}


def _shape(field: Field, about: str) -> Shape:
    codes = CODE_OF.get(field.name, field.name)
    if field.name == "status":
        return text(about, const="published")
    if field.name == "permalink":
        return address(about)
    if field.kind == "list":
        return listed(code("rule"), about)
    if codes in CODELISTS and field.name not in FREE:
        return code(codes, about)
    return KINDS[field.kind](about)


FIGURE_MEMBERS: dict[str, Shape] = {field.name: _member(field) for field in FIELDS}
"""The members of a row, in their order."""
