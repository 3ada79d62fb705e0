"""The public row of a figure: which fields, in which order, of which type, under which HXL hashtag.

One list drives the content that is hashed, the JSON row, the CSV row and the API's schema. A field is never
renamed, retyped or removed; new ones go to the end with a new SCHEMA number, and old contents keep their own.
"""

from __future__ import annotations

from dataclasses import dataclass

SCHEMA = 1
"""Version of the field list that new contents are written with."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the public row. `rendered` ones are made from content and release, and are not in the content."""

    name: str
    kind: str
    hxl: str
    rendered: bool = False


def _text(name: str, hxl: str, *, rendered: bool = False) -> Field:
    return Field(name, "text", hxl, rendered)


FIELDS: tuple[Field, ...] = (
    Field("id", "integer", "#meta+id"),
    Field("revision", "integer", "#meta+revision+num"),
    Field("sequence", "integer", "#meta+sequence+num", rendered=True),
    _text("status", "#status+code", rendered=True),
    _text("permalink", "#meta+url+permalink", rendered=True),
    _text("source_system", "#meta+source+system+code"),
    _text("external_id", "#meta+id+external"),
    _text("measure", "#indicator+code"),
    _text("measure_name", "#indicator+name", rendered=True),
    _text("basis", "#indicator+basis+code"),
    _text("counting", "#indicator+counting+code"),
    _text("unit", "#indicator+unit+code"),
    _text("level", "#indicator+level+code"),
    _text("qualifier", "#indicator+qualifier+code"),
    _text("value_text", "#indicator+value+text"),
    Field("value", "number", "#indicator+value+num"),
    Field("value_low", "number", "#indicator+value+low+num"),
    Field("value_best", "number", "#indicator+value+best+num"),
    Field("value_high", "number", "#indicator+value+high+num"),
    Field("reported_value", "number", "#indicator+value+reported+num"),
    _text("reported_unit", "#indicator+unit+reported+code"),
    Field("household_size", "number", "#indicator+household+size+num"),
    _text("population_group", "#beneficiary+code"),
    _text("people_status", "#beneficiary+status+code"),
    _text("gender", "#beneficiary+sex+code"),
    _text("age_range", "#beneficiary+age+range"),
    Field("min_age", "integer", "#beneficiary+age+min"),
    Field("max_age", "integer", "#beneficiary+age+max"),
    Field("share_of", "integer", "#meta+id+share"),
    _text("crisis", "#crisis+code"),
    Field("event", "integer", "#event+id"),
    _text("event_code", "#event+code"),
    _text("operation", "#operation+name"),
    _text("reporting_round", "#round+code"),
    _text("cause", "#cause+code"),
    _text("attribution", "#cause+attribution+code"),
    _text("party", "#meta+source+party+code"),
    _text("location_code", "#country+code+iso3"),
    _text("location_name", "#country+name"),
    _text("admin1_code", "#adm1+code"),
    _text("admin1_name", "#adm1+name"),
    _text("admin2_code", "#adm2+code"),
    _text("admin2_name", "#adm2+name"),
    _text("place_code", "#loc+code+pcode"),
    _text("place_name", "#loc+name"),
    _text("provider_place_name", "#loc+name+provider"),
    Field("admin_level", "integer", "#loc+adm_level+num"),
    _text("place_precision", "#geo+precision+code"),
    Field("latitude", "number", "#geo+lat"),
    Field("longitude", "number", "#geo+lon"),
    _text("origin_location_code", "#country+code+origin"),
    Field("reference_period_start", "date", "#date+start"),
    Field("reference_period_start_latest", "date", "#date+start+latest"),
    Field("reference_period_end", "date", "#date+end"),
    Field("as_of_date", "date", "#date+occurred+asof"),
    _text("date_precision", "#meta+date+precision+code"),
    _text("as_of_basis", "#meta+date+basis+code"),
    Field("statement_date", "date", "#date+reported+statement"),
    Field("said_date", "date", "#date+reported+said"),
    _text("speaker", "#contact+name+speaker"),
    _text("speaker_title", "#contact+title+speaker"),
    _text("organisation", "#meta+source+org+name"),
    _text("organisation_code", "#meta+source+org+code"),
    _text("originator", "#meta+source+originator+name"),
    Field("hops", "integer", "#meta+source+hops+num"),
    _text("source_reliability", "#meta+source+reliability+code"),
    Field("claim_credibility", "integer", "#meta+source+credibility+num"),
    _text("grade", "#meta+grade+code"),
    _text("role", "#meta+role+code"),
    Field("document_id", "integer", "#meta+source+document+id"),
    _text("document_title", "#meta+source+document+name"),
    _text("document_url", "#meta+url"),
    _text("document_publisher", "#meta+source+publisher+name"),
    Field("document_published_date", "date", "#date+reported+published"),
    _text("document_archived_url", "#meta+url+archived"),
    _text("document_page", "#meta+source+document+page"),
    _text("licence", "#meta+licence"),
    Field("redistributable", "boolean", "#meta+redistributable"),
    _text("quote", "#description+quote+text"),
    _text("quote_language", "#description+quote+language+code"),
    _text("quote_translation", "#description+quote+translation+text"),
    Field("citation_count", "integer", "#meta+citations+num"),
    _text("notes", "#description+notes+text"),
    Field("supersedes", "integer", "#meta+id+supersedes"),
    _text("supersedes_kind", "#meta+supersedes+code"),
    Field("contests", "integer", "#meta+id+contests"),
    Field("part_of", "integer", "#meta+id+part"),
    _text("partition", "#meta+partition+code"),
    Field("series", "integer", "#meta+id+series"),
    Field("warnings", "list", "#meta+warnings"),
    Field("recorded_at", "timestamp", "#date+recorded"),
    Field("updated_at", "timestamp", "#date+updated"),
)

FIELD_NAMES: tuple[str, ...] = tuple(field.name for field in FIELDS)
CONTENT_FIELDS: tuple[str, ...] = tuple(field.name for field in FIELDS if not field.rendered)
"""The fields that a content holds."""
