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
    path("incidents/", views.dashboard, name="dashboard"),
    path("incidents/alerts/", views.alerts, name="alerts"),
    path("incidents/closed/", views.closed, name="closed"),
    path("incidents/<ref:ref>/", views.detail, name="detail"),
    path("incidents/<ref:ref>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("incidents/<ref:ref>/entry/", views.entry_add, name="entry_add"),
    path("incidents/<ref:ref>/triage/", views.triage, name="triage"),
    path("incidents/<ref:ref>/refer/", views.refer, name="refer"),
    path("incidents/<ref:ref>/not-refer/", views.not_refer, name="not_refer"),
    path("incidents/<ref:ref>/close/", views.close, name="close"),
    path("incidents/<ref:ref>/reopen/", views.reopen, name="reopen"),
    path("incidents/<ref:ref>/chronology/", views.chronology, name="chronology"),
    path("incidents/<ref:ref>/chronology/<uuid:entry>/correct/", views.entry_correct, name="entry_correct"),
    path("incidents/<ref:ref>/readers/", views.readers, name="readers"),
    path("incidents/<ref:ref>/readers/add/", views.reader_add, name="reader_add"),
    path("incidents/<ref:ref>/readers/<uuid:person>/end/", views.reader_end, name="reader_end"),
    path("incidents/<ref:ref>/ask/", views.invite, name="invite"),
    path("incidents/<ref:ref>/ask/<ref:invitation>/end/", views.invitation_end, name="invitation_end"),
    path("incidents/<ref:ref>/lock/", views.lock, name="lock"),
    path("incidents/<ref:ref>/unlock/", views.unlock, name="unlock"),
    path("incidents/<ref:ref>/people/", views.people, name="people"),
    path("incidents/<ref:ref>/people/link/", views.link, name="link"),
    path("incidents/<ref:ref>/people/<ref:person>/unlink/", views.unlink, name="unlink"),
    path("incidents/<ref:ref>/copies/", views.copies, name="copies"),
    path("incidents/<ref:ref>/copies/begin/", views.copy_begin, name="copy_begin"),
    path("incidents/<ref:ref>/copies/<ref:copy_ref>/", views.copy, name="copy"),
    path("incidents/<ref:ref>/copies/<ref:copy_ref>/progress/", views.copy_progress, name="copy_progress"),
    path("incidents/<ref:ref>/copies/<ref:copy_ref>/pdf/", views.copy_download, name="copy_download"),
    path("asked/<ref:ref>/", views.asked, name="asked"),
]
