"""Addresses of the policies. A policy is read under its code; what is written about it goes by its reference."""

from django.urls import path

from safeguard.policies import views

app_name = "policies"
urlpatterns = [
    path("", views.policies, name="list"),
    path("add/", views.add, name="add"),
    path("<ref:ref>/issue/", views.issue, name="issue"),
    path("<slug:code>/", views.detail, name="detail"),
    path("<slug:code>/sign/", views.sign, name="sign"),
    path("<slug:code>/versions/<uuid:version>/", views.earlier_version, name="version"),
]
