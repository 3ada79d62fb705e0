"""Field types and checks that several tables share."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper


class CodeField(models.CharField):
    """A code: compared byte by byte on every engine, so that both sort and page alike.

    SQLite compares text bytewise by itself; PostgreSQL is told to, whatever the language of the cluster.
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        """Column type, with the bytewise collation where the engine needs telling."""
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


def choices(codes: type[StrEnum]) -> list[tuple[str, str]]:
    """Choices of a field that holds one of the codes; labels are the vocabulary's business."""
    return [(code.value, code.value) for code in codes]


def one_of(field: str, codes: Iterable[str], *, name: str) -> models.CheckConstraint:
    """The database's own check that a column holds a known code."""
    return models.CheckConstraint(condition=models.Q(**{f"{field}__in": [str(code) for code in codes]}), name=name)
