"""Addresses of what composes several apps."""

from django.urls import path

from safeguard.desk import views
from safeguard.desk.views import handing_over, importing, set_up

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("hand-overs/<ref:ref>/", handing_over.hand_over_detail, name="hand_over_detail"),
    path("hand-overs/<ref:ref>/accept/", handing_over.accept, name="hand_over_accept"),
    path("held/", views.held, name="held"),
    path("help/", views.help_page, name="help"),
    path("imports/", importing.imports, name="imports"),
    path("imports/<ref:ref>/", importing.detail, name="import"),
    path("imports/<ref:ref>/problems.csv", importing.problems_csv, name="import_problems"),
    path("imports/<ref:ref>/confirm/", importing.confirm, name="import_confirm"),
    path("imports/<ref:ref>/discard/", importing.discard, name="import_discard"),
    path("imports/<ref:ref>/invite/", importing.invite, name="import_invite"),
    path("imports/<slug:kind>/new/", importing.upload, name="import_new"),
    path("imports/<slug:kind>/template.csv", importing.template_csv, name="import_template_csv"),
    path("imports/<slug:kind>/template.xlsx", importing.template_xlsx, name="import_template_xlsx"),
    path("organisation/", views.organisation, name="organisation"),
    path("yours/", views.yours, name="yours"),
    path("operations/", views.overview, name="operations"),
    path("people/<ref:ref>/", views.person, name="person"),
    path("people/<ref:ref>/hand-over/", handing_over.hand_over_one, name="hand_over"),
    path("search/", views.search, name="search"),
    path("team/", views.team, name="team"),
    path("team/hand-over/", handing_over.hand_over_several, name="hand_over_several"),
    path("set-up/", set_up.overview, name="set_up"),
    path("set-up/first-account/", set_up.first_account, name="first_account"),
    path("set-up/organisation/", set_up.organisation, name="set_up_organisation"),
    path("set-up/services/", set_up.services, name="set_up_services"),
    path("set-up/services/<uuid:ref>/", set_up.service, name="set_up_service"),
    path("set-up/services/<uuid:ref>/officer/", set_up.officer, name="set_up_officer"),
    path("set-up/people/", set_up.people, name="set_up_people"),
    path("set-up/people/add/", set_up.person_add, name="set_up_person_add"),
    path("set-up/people/<uuid:ref>/", set_up.person, name="set_up_person"),
    path("set-up/people/<uuid:ref>/invite/", set_up.invite, name="set_up_invite"),
    path("set-up/posts/", set_up.posts, name="set_up_posts"),
    path("set-up/posts/on-duty/", set_up.on_duty, name="set_up_on_duty"),
    path("set-up/posts/<slug:code>/", set_up.post, name="set_up_post"),
    path("set-up/messages/", set_up.send_tests, name="set_up_messages"),
    path("set-up/live/", set_up.live, name="set_up_live"),
    path("test-messages/<uuid:ref>/", set_up.test_message, name="test_message"),
]
