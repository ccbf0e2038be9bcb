"""Every address. Each needs sign-in unless its view is marked as public (tests/architecture holds the list)."""

from django.conf import settings
from django.urls import include, path, register_converter

from safeguard import health, views
from safeguard.lib.refs import RefConverter
from safeguard.platforms.views import guide
from safeguard.practitioners.views import single_sign_on

register_converter(RefConverter, "ref")

handler400 = "safeguard.views.bad_request"
handler403 = "safeguard.views.forbidden"
handler429 = "safeguard.views.too_many"  # asked for by allauth
handler404 = "safeguard.views.not_found"
handler500 = "safeguard.views.server_error"

urlpatterns = [
    path("", include("safeguard.desk.urls")),
    path("reports/board/", include("safeguard.reports.urls")),  # before those under /reports/, which are concerns
    path("", include("incidents.urls")),
    path("", include("consent.urls")),  # links to families have their own, short addresses
    path("people/", include("safeguard.people.urls")),
    path("guides/<ref:ref>/", guide, name="guide"),  # for families, without an account
    path("platforms/", include("safeguard.platforms.urls")),
    path("policies/", include("safeguard.policies.urls")),
    path("sessions/", include("sessions_app.urls")),
    path("team/", include("safeguard.practitioners.urls")),
    path("drafts/", include("safeguard.storage.urls")),
    path("account/email/", views.not_found),  # a work address is changed by an administrator, never by its holder
    path("account/work/", single_sign_on.work_account, name="work_account"),
    path("account/work/again/", single_sign_on.work_again, name="work_again"),
    path("account/work/back/", single_sign_on.work_back, name="work_back"),
    path("account/stay/", views.stay_signed_in, name="account_stay"),
    path("account/", include("allauth.account.urls")),
    path("account/2fa/", include("allauth.mfa.urls")),
    path("health/live", health.live, name="health_live"),
    path("health/ready", health.ready, name="health_ready"),
    path("health/alerts", health.alerts, name="health_alerts"),
]
if settings.DEMO:
    urlpatterns.append(path("demo/", include("safeguard.demo.urls")))
