"""The list of figures as a textbook writes it with Django REST framework over the same rows: what partners usually get.

A ModelSerializer with nested serializers, select_related, page numbers and a count.
"""

from __future__ import annotations

from typing import Any, ClassVar

from rest_framework import generics, pagination, serializers

from tracker.models import Citation, Document, Figure, Organisation, Place, Speaker


def _whole(of: type[Any], *left_out: str, **nested: serializers.BaseSerializer[Any]) -> Any:
    """A ModelSerializer of every column of a model but those left out."""
    meta = type("Meta", (), {"model": of, "exclude": left_out} if left_out else {"model": of, "fields": "__all__"})
    return type(f"{of.__name__}Serializer", (serializers.ModelSerializer,), {**nested, "Meta": meta})


class FigurePages(pagination.PageNumberPagination):
    """Pages by number, a hundred rows unless asked for."""

    page_size = 100
    page_size_query_param = "limit"
    max_page_size = 10_000


OrganisationSerializer = _whole(Organisation, "names", "aliases")
DocumentSerializer = _whole(Document, "text", publisher=OrganisationSerializer())
CitationSerializer = _whole(Citation, document=DocumentSerializer())


class FigureView(generics.ListAPIView):
    """Figures of a measure in a country, with everything they name."""

    serializer_class: ClassVar[Any] = _whole(
        Figure,
        "warnings",
        place=_whole(Place, "outline", "names", "aliases", "members")(),
        organisation=OrganisationSerializer(),
        originator=OrganisationSerializer(),
        speaker=_whole(Speaker)(),
        citations=CitationSerializer(many=True),
    )
    pagination_class = FigurePages
    authentication_classes: ClassVar[list[Any]] = []
    permission_classes: ClassVar[list[Any]] = []

    def get_queryset(self) -> Any:
        """The public figures asked for, by number."""
        asked = self.request.query_params
        return (
            Figure.objects.filter(
                public_state="published", measure=asked["measure"], place__iso3=asked["location_code"]
            )
            .select_related("place", "organisation", "originator", "speaker", "crisis")
            .prefetch_related("citations__document__publisher")
            .order_by("pk")
        )
