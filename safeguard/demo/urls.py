"""Addresses of the demonstration."""

from django.urls import path

from . import views

app_name = "demo"
urlpatterns = [
    path("components/", views.components, name="components"),
    path("mail/", views.mail, name="mail"),
]
