"""Addresses below /desk/ where figures are entered and reviewed."""

from __future__ import annotations

from django.urls import path

from tracker.web import entry, review

urlpatterns = [
    path("figures/", entry.mine, name="desk-figures"),
    path("figures/new/", entry.new, name="figure-new"),
    path("figures/<number:figure_id>/", entry.figure, name="desk-figure"),
    path("figures/<number:figure_id>/retract/", entry.retract, name="desk-retract"),
    path("review/", review.queue, name="review"),
    path("review/<number:figure_id>/", review.figure, name="review-figure"),
]
