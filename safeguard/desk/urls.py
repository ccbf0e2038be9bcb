"""Addresses of what composes several apps."""

from django.urls import path

from safeguard.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("held/", views.held, name="held"),
    path("help/", views.help_page, name="help"),
    path("operations/", views.overview, name="operations"),
    path("people/<ref:ref>/", views.person, name="person"),
    path("search/", views.search, name="search"),
    path("team/", views.team, name="team"),
]
