"""Addresses of the policies. A policy is read under its code; what is written about it goes by its reference."""

from django.urls import path

from safeguard.policies import views

app_name = "policies"
urlpatterns = [
    path("", views.policies, name="list"),
    path("add/", views.add, name="add"),
    path("types/", views.types, name="types"),
    path("thresholds/", views.thresholds, name="thresholds"),
    path("thresholds/<slug:code>/", views.threshold, name="threshold"),
    path("own-consent/", views.own_consents, name="own_consents"),
    path("own-consent/<uuid:ref>/", views.own_consent, name="own_consent"),
    path("wordings/", views.wordings, name="wordings"),
    path("wordings/<slug:code>/", views.wording, name="wording"),
    path("wordings/<slug:code>/standard/", views.standard, name="standard_wording"),
    path("reviews/", views.reviews, name="reviews"),
    path("reviews/<ref:ref>/", views.review, name="review"),
    path("links/<slug:code>/", views.check, name="check_link"),
    path("<ref:ref>/issue/", views.issue, name="issue"),
    path("<ref:ref>/owner/", views.owner, name="owner"),
    path("<ref:ref>/paper/", views.paper, name="paper"),
    path("<ref:ref>/guest/", views.guest, name="guest"),
    path("<slug:code>/", views.detail, name="detail"),
    path("<slug:code>/sign/", views.sign, name="sign"),
    path("<slug:code>/versions/<uuid:version>/", views.earlier_version, name="version"),
]
