"""Addresses of people's records. References are random; a name never stands in an address."""

from django.urls import path

from safeguard.people import views

app_name = "people"
urlpatterns = [
    path("", views.people_list, name="list"),
    path("new/", views.register, name="register"),
    path("authorities/", views.authorities, name="authorities"),
    path("authorities/<uuid:ref>/", views.authority, name="authority"),
    path("authorities/<uuid:ref>/checked/", views.authority_checked, name="authority_checked"),
    path("contacts/", views.contacts, name="contacts"),
    path("contacts/check/", views.contacts_check, name="contacts_check"),
    path("contacts/<uuid:ref>/checked/", views.contact_checked, name="contact_checked"),
    path("library/", views.library, name="library"),
    path("library/<uuid:ref>/", views.signpost, name="signpost"),
    path("entries/<slug:name>/<ref:ref>/", views.entry_change, name="entry"),
    path("adults/<ref:ref>/", views.adult_contact, name="adult_contact"),
    path("<ref:ref>/change/", views.change, name="change"),
    path("<ref:ref>/contact/", views.contact, name="contact"),
    path("<ref:ref>/agreement/", views.agreement, name="agreement"),
    path("<ref:ref>/adults/new/", views.adult_add, name="adult_add"),
    path("<ref:ref>/adulthood/", views.adulthood, name="adulthood"),
    path("<ref:ref>/about/<slug:name>/", views.section, name="section"),
    path("<ref:ref>/add/<slug:name>/", views.entry_add, name="entry_add"),
]
