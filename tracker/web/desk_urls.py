"""Addresses below /desk/ where figures are entered and reviewed."""

from __future__ import annotations

from django.urls import path

from tracker.web import desk, entry, history, import_files, imports, keys, people, review, standing

urlpatterns = [
    path("figures/", desk.figures, name="desk-figures"),
    path("figures/new/", entry.new, name="figure-new"),
    path("figures/new/keep/", entry.keep, name="figure-keep"),
    path("figures/<number:figure_id>/", entry.figure, name="desk-figure"),
    path("figures/<number:figure_id>/retract/", standing.retract, name="desk-retract"),
    path("figures/<number:figure_id>/documents/", standing.attach, name="desk-attach"),
    path("figures/<number:figure_id>/relation/", standing.relation, name="desk-relation"),
    path("figures/<number:figure_id>/redaction/", standing.redaction, name="desk-redaction"),
    path("figures/<number:figure_id>/notes/", review.note, name="figure-note"),
    path("redactions/<number:request_id>/", standing.confirm, name="redaction-confirm"),
    path("history/", history.page, name="desk-history"),
    path("people/", people.people, name="people"),
    path("people/<number:person_id>/", people.person, name="person"),
    path("imports/", imports.page, name="desk-imports"),
    path("imports/<number:run_id>/", imports.one, name="desk-import"),
    path("imports/<number:run_id>/rows/<number:position>/", imports.row, name="desk-import-row"),
    path("imports/<number:run_id>/rejected.csv", import_files.rejected, {"form": "csv"}, name="import-rejected-csv"),
    path("imports/<number:run_id>/rejected.xlsx", import_files.rejected, {"form": "xlsx"}, name="import-rejected-xlsx"),
    path("keys/", keys.page, name="desk-keys"),
    path("keys/<number:key_id>/", keys.act, name="desk-key"),
    path("stale/", desk.stale, name="desk-stale"),
    path("roles/", desk.roles, name="desk-roles"),
    path("shortcuts/", desk.shortcuts, name="shortcuts"),
    path("review/", review.queue, name="review"),
    path("review/<number:figure_id>/", review.figure, name="review-figure"),
]
