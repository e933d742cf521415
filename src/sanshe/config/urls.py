"""All addresses."""

from django.urls import include, path

from sanshe.api.routes import api
from sanshe.web import health

urlpatterns = [
    path("healthz", health.healthz, name="healthz"),
    path("readyz", health.readyz, name="readyz"),
    path("api/v1/", api.urls),
    path("", include("sanshe.web.exchange.urls")),
    path("", include("sanshe.web.people.urls")),
    path("sign-in/with/", include("sanshe.web.people.elsewhere_urls")),
    path("", include("sanshe.web.catalogue.urls")),
    path("", include("sanshe.web.desk.urls")),
    path("", include("sanshe.web.ledger.urls")),
    path("", include("sanshe.web.trust.urls")),
    path("", include("sanshe.web.clearing.urls")),
    path("", include("sanshe.web.referrals.urls")),
    path("", include("sanshe.web.insight.urls")),
    path("", include("sanshe.web.spreadsheets.urls")),
    path("", include("sanshe.web.calendars.urls")),
    path("", include("sanshe.web.places.urls")),
    path("", include("sanshe.web.proxy.urls")),
    path("", include("sanshe.web.organisations.urls")),
    path("", include("sanshe.web.boards.urls")),
    path("", include("sanshe.web.notifications.urls")),
    path("", include("sanshe.web.privacy.urls")),
    path("", include("sanshe.web.console.urls")),
    path("", include("sanshe.web.residents.urls")),
    path("", include("sanshe.web.taxonomy.urls")),
    path("", include("sanshe.web.texts.urls")),
    path("", include("sanshe.web.design.urls")),
]

handler400 = "sanshe.web.errors.bad_request"
handler500 = "sanshe.web.errors.server_error"
