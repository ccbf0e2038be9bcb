"""Addresses of board reports."""

from django.urls import path

from safeguard.reports import views

app_name = "reports"
urlpatterns = [
    path("", views.report_list, name="list"),
    path("prepare/", views.prepare, name="prepare"),
    path("<ref:ref>/", views.detail, name="detail"),
    path("<ref:ref>/progress/", views.progress, name="progress"),
    path("<ref:ref>/edit/", views.edit, name="edit"),
    path("<ref:ref>/issue/", views.issue, name="issue"),
    path("<ref:ref>/pdf/", views.as_pdf, name="pdf"),
    path("<ref:ref>/csv/", views.as_sheet, name="csv"),
]
