"""Addresses of concerns and incidents. References are random; nothing personal stands in an address."""

from django.urls import path

from incidents import views

app_name = "incidents"
urlpatterns = [
    path("raise/", views.raise_start, name="raise_start"),
    path("raise/danger/", views.raise_danger, name="raise_danger"),
    path("raise/report/", views.raise_form, name="raise_form"),
    path("raise/discard/", views.raise_discard, name="raise_discard"),
    path("reports/<ref:ref>/", views.report, name="report"),
    path("reports/<ref:ref>/answer/", views.report_answer, name="report_answer"),
    path("reports/<ref:ref>/add/", views.report_add, name="report_add"),
    path("reports/<ref:ref>/rung/", views.report_rung, name="report_rung"),
    path("reports/<ref:ref>/crisis/", views.report_crisis, name="report_crisis"),
    path("incidents/", views.dashboard, name="dashboard"),
    path("incidents/alerts/", views.alerts, name="alerts"),
    path("incidents/due/", views.due, name="due"),
    path("incidents/closed/", views.closed, name="closed"),
    path("incidents/low-level/", views.low_level, name="low_level"),
    path("incidents/told/<ref:ref>/", views.told, name="told"),
    path("incidents/support/<ref:ref>/", views.support, name="support"),
    path("incidents/referrals/", views.referrals, name="referrals"),
    path("incidents/referrals/<ref:ref>/", views.referral, name="referral"),
    path("incidents/holds/<ref:ref>/", views.hold_end, name="hold_end"),
    path("incidents/<ref:ref>/", views.detail, name="detail"),
    path("incidents/<ref:ref>/tracks/", views.tracks, name="tracks"),
    path("incidents/<ref:ref>/tracks/<slug:track>/", views.track, name="track"),
    path("incidents/<ref:ref>/steps/<slug:code>/", views.step, name="step"),
    path("incidents/<ref:ref>/several/", views.several, name="several"),
    path("incidents/<ref:ref>/check/", views.check, name="check"),
    path("incidents/<ref:ref>/second/", views.second, name="second"),
    path("incidents/<ref:ref>/link/", views.link, name="link"),
    path("incidents/<ref:ref>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("incidents/<ref:ref>/entry/", views.entry_add, name="entry_add"),
    path("incidents/<ref:ref>/triage/", views.triage, name="triage"),
    path("incidents/<ref:ref>/refer/", views.refer, name="refer"),
    path("incidents/<ref:ref>/not-refer/", views.not_refer, name="not_refer"),
    path("incidents/<ref:ref>/outside/", views.outside, name="outside"),
    path("incidents/<ref:ref>/hold/", views.hold, name="hold"),
    path("incidents/<ref:ref>/facts/", views.facts, name="facts"),
    path("incidents/<ref:ref>/crisis/", views.crisis, name="crisis"),
    path("incidents/<ref:ref>/close/", views.close, name="close"),
    path("incidents/<ref:ref>/name/", views.name, name="name"),
    path("incidents/<ref:ref>/step-back/", views.step_back, name="step_back"),
    path("incidents/<ref:ref>/reopen/", views.reopen, name="reopen"),
]
