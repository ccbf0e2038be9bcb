"""Addresses of concerns and incidents. References are random; nothing personal stands in an address."""

from django.urls import path

from incidents import views

app_name = "incidents"
urlpatterns = [
    path("raise/", views.raise_start, name="raise_start"),
    path("raise/danger/", views.raise_danger, name="raise_danger"),
    path("raise/report/", views.raise_form, name="raise_form"),
    path("raise/discard/", views.raise_discard, name="raise_discard"),
    path("tell-us/", views.outside_start, name="outside_start"),
    path("tell-us/write/", views.outside_form, name="outside_form"),
    path("tell-us/poster/", views.poster, name="poster"),
    path("tell-us/poster/code/", views.poster_code, name="poster_code"),
    path("l/told/<uuid:link_id>/<slug:token>/", views.outside_add, name="outside_add"),
    path("reports/<ref:ref>/", views.report, name="report"),
    path("reports/<ref:ref>/answer/", views.report_answer, name="report_answer"),
    path("reports/<ref:ref>/add/", views.report_add, name="report_add"),
    path("reports/<ref:ref>/rung/", views.report_rung, name="report_rung"),
    path("reports/<ref:ref>/people/", views.own_involved, name="own_involved"),
    path("reports/<ref:ref>/details/<slug:topic>/", views.own_details, name="own_details"),
    path("complaints/about/<ref:ref>/", views.complaint_add, name="complaint_add"),
    path("complaints/<ref:ref>/", views.complaint, name="complaint"),
    path("incidents/", views.dashboard, name="dashboard"),
    path("incidents/alerts/", views.alerts, name="alerts"),
    path("incidents/closed/", views.closed, name="closed"),
    path("incidents/<ref:ref>/", views.detail, name="detail"),
    path("incidents/<ref:ref>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("incidents/<ref:ref>/entry/", views.entry_add, name="entry_add"),
    path("incidents/<ref:ref>/triage/", views.triage, name="triage"),
    path("incidents/<ref:ref>/people/", views.involved_add, name="involved_add"),
    path("incidents/<ref:ref>/details/<slug:topic>/", views.details, name="details"),
    path("incidents/<ref:ref>/refer/", views.refer, name="refer"),
    path("incidents/<ref:ref>/not-refer/", views.not_refer, name="not_refer"),
    path("incidents/<ref:ref>/close/", views.close, name="close"),
    path("incidents/<ref:ref>/reopen/", views.reopen, name="reopen"),
]
