"""Addresses of the register of platforms, of accounts, and of closed groups."""

from django.urls import path

from safeguard.platforms import views

app_name = "platforms"
urlpatterns = [
    path("", views.platforms, name="list"),
    path("add/", views.add, name="add"),
    path("accounts/", views.account_list, name="accounts"),
    path("accounts/add/", views.account_add, name="account_add"),
    path("accounts/<ref:ref>/", views.account, name="account"),
    path("accounts/<ref:ref>/close/", views.account_close, name="account_close"),
    path("groups/", views.group_list, name="groups"),
    path("groups/open/", views.group_open, name="group_open"),
    path("<ref:ref>/", views.detail, name="detail"),
    path("<ref:ref>/assess/", views.assess, name="assess"),
    path("<ref:ref>/correct/", views.correct, name="correct"),
    path("<ref:ref>/decide/", views.decide, name="decide"),
    path("<ref:ref>/guide/", views.guide_write, name="guide"),
    path("<ref:ref>/streaming/", views.lead_note, name="lead_note"),
]
