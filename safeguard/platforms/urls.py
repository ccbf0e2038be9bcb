"""Addresses of the register of platforms."""

from django.urls import path

from safeguard.platforms import views

app_name = "platforms"
urlpatterns = [
    path("", views.platforms, name="list"),
    path("add/", views.add, name="add"),
    path("<ref:ref>/", views.detail, name="detail"),
    path("<ref:ref>/decide/", views.decide, name="decide"),
]
