"""Addresses of consent. Behind a link nothing needs an account, and only its own address carries the token."""

from django.urls import path

from consent import views

app_name = "consent"
urlpatterns = [
    path("l/consent/<uuid:link_id>/<slug:token>/", views.link, name="link"),
    path("answer/consent/", views.answer, name="answer"),
    path("answer/consent/done/", views.done, name="done"),
    path("consent/activities/", views.activities, name="activities"),
    path("consent/activities/add/", views.activity_add, name="activity_add"),
    path("consent/statement/", views.statement, name="statement"),
    path("consent/requests/<ref:ref>/", views.detail, name="request"),
    path("consent/requests/<ref:ref>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("consent/requests/<ref:ref>/no-concern/", views.no_concern, name="no_concern"),
    path("consent/requests/<ref:ref>/take-back/", views.revoke, name="revoke"),
    path("consent/<ref:ref>/ask/", views.ask, name="ask"),
    path("consent/<ref:ref>/record/", views.record, name="record"),
    path("consent/<ref:ref>/withdraw/", views.withdrawal, name="withdraw"),
]
