"""Addresses of what line managers record of their people."""

from django.urls import path

from safeguard.practitioners import views

app_name = "practitioners"
urlpatterns = [path("<uuid:ref>/training/", views.training, name="training")]
