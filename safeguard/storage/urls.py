"""Addresses of drafts."""

from django.urls import path

from safeguard.storage import views

app_name = "storage"
urlpatterns = [
    path("<slug:form>/", views.draft, name="draft"),
    path("<slug:form>/<ref:about>/", views.draft, name="draft_about"),
]
