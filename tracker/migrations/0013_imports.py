"""Files that are brought in: their runs, their rows, and the figures made of them."""

from __future__ import annotations

import django.db.models.deletion
import tracker.models.fields
import tracker.vocabulary
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0012_rate_count"),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255, verbose_name="file")),
                ("sha256", tracker.models.fields.CodeField(max_length=64, verbose_name="SHA-256 of the file")),
                ("size", models.BigIntegerField(default=0, verbose_name="bytes")),
                ("layout", tracker.models.fields.CodeField(blank=True, max_length=40, verbose_name="layout")),
                ("signature", tracker.models.fields.CodeField(blank=True, max_length=64)),
                ("mapping", models.JSONField(blank=True, default=dict, verbose_name="columns and what they hold")),
                (
                    "options",
                    models.JSONField(blank=True, default=dict, verbose_name="what the file cannot say of itself"),
                ),
                ("reason", models.CharField(blank=True, max_length=1000, verbose_name="reason")),
                ("whole", models.BooleanField(default=False, verbose_name="nothing unless all rows are good")),
                (
                    "state",
                    tracker.models.fields.CodeField(
                        choices=[
                            ("staged", "staged"),
                            ("previewed", "previewed"),
                            ("committing", "committing"),
                            ("done", "done"),
                            ("undoing", "undoing"),
                            ("undone", "undone"),
                            ("failed", "failed"),
                        ],
                        default=tracker.vocabulary.ImportState["STAGED"],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("counts", models.JSONField(blank=True, default=dict)),
                ("problems", models.JSONField(blank=True, default=list)),
                ("key", tracker.models.fields.CodeField(max_length=32, unique=True)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undo_reason", models.CharField(blank=True, max_length=1000)),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="imports", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "crisis",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="imports",
                        to="tracker.crisis",
                        verbose_name="crisis",
                    ),
                ),
                (
                    "published_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "import",
                "verbose_name_plural": "imports",
                "db_table": "import_run",
                "ordering": ("-id",),
            },
        ),
        migrations.CreateModel(
            name="ImportRow",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("number", models.PositiveIntegerField(verbose_name="row")),
                ("sheet", models.CharField(blank=True, max_length=120, verbose_name="sheet")),
                ("known_as", tracker.models.fields.CodeField(blank=True, max_length=60)),
                ("record", tracker.models.fields.CodeField(blank=True, max_length=64)),
                ("cells", models.JSONField(default=list)),
                ("claims", models.TextField(blank=True)),
                ("edited", models.JSONField(blank=True, default=dict)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    tracker.models.fields.CodeField(
                        choices=[
                            ("read", "read"),
                            ("ok", "ok"),
                            ("warning", "warning"),
                            ("error", "error"),
                            ("revises", "revises"),
                            ("same", "same"),
                            ("recorded", "recorded"),
                            ("revised", "revised"),
                            ("unchanged", "unchanged"),
                            ("rejected", "rejected"),
                            ("skipped", "skipped"),
                        ],
                        default=tracker.vocabulary.RowState["READ"],
                        max_length=20,
                        verbose_name="state",
                    ),
                ),
                ("findings", models.JSONField(blank=True, default=list)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="tracker.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "row of an import",
                "verbose_name_plural": "rows of imports",
                "db_table": "import_row",
                "ordering": ("position",),
            },
        ),
        migrations.CreateModel(
            name="ImportedFigure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("position", models.PositiveIntegerField()),
                ("figure_id", models.BigIntegerField()),
                ("part", models.CharField(blank=True, max_length=120)),
                ("did", tracker.models.fields.CodeField(max_length=20)),
                ("sha", tracker.models.fields.CodeField(max_length=64)),
                ("draft_version", models.PositiveIntegerField(default=1)),
                ("revision", models.PositiveIntegerField(default=0)),
                ("former", models.JSONField(blank=True, null=True)),
                ("held_back", models.BooleanField(default=False)),
                ("by_words", models.BooleanField(default=False)),
                ("undone", tracker.models.fields.CodeField(blank=True, max_length=20)),
                (
                    "run",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="figures",
                        to="tracker.importrun",
                    ),
                ),
            ],
            options={
                "verbose_name": "figure of an import",
                "verbose_name_plural": "figures of imports",
                "db_table": "imported_figure",
                "ordering": ("id",),
            },
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(fields=["sha256", "crisis"], name="import_run_of_file"),
        ),
        migrations.AddIndex(
            model_name="importrun",
            index=models.Index(
                condition=models.Q(("signature", ""), _negated=True),
                fields=["signature", "-id"],
                name="import_run_of_header",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["staged", "previewed", "committing", "done", "undoing", "undone", "failed"])
                ),
                name="import_run_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_by__isnull", True),
                    models.Q(("published_by", models.F("created_by")), _negated=True),
                    _connector="OR",
                ),
                name="import_run_published_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrun",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True), name="import_run_has_key"
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(fields=["run", "state", "position"], name="import_row_by_state"),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(
                condition=models.Q(("known_as", ""), _negated=True),
                fields=["run", "known_as"],
                name="import_row_known_as",
            ),
        ),
        migrations.AddIndex(
            model_name="importrow",
            index=models.Index(
                condition=models.Q(("record", ""), _negated=True),
                fields=["run", "record", "position"],
                name="import_row_of_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.UniqueConstraint(fields=("run", "position"), name="import_row_once"),
        ),
        migrations.AddConstraint(
            model_name="importrow",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        [
                            "read",
                            "ok",
                            "warning",
                            "error",
                            "revises",
                            "same",
                            "recorded",
                            "revised",
                            "unchanged",
                            "rejected",
                            "skipped",
                        ],
                    )
                ),
                name="import_row_state_known",
            ),
        ),
        migrations.AddIndex(
            model_name="importedfigure",
            index=models.Index(fields=["run", "position"], name="imported_figure_of_row"),
        ),
        migrations.AddIndex(
            model_name="importedfigure",
            index=models.Index(fields=["figure_id"], name="imported_figure_of_figure"),
        ),
        migrations.AddIndex(
            model_name="importedfigure",
            index=models.Index(condition=models.Q(("by_words", True)), fields=["sha"], name="imported_figure_by_words"),
        ),
    ]
