"""Signing in with an account from elsewhere, against an OpenID Connect provider that really answers."""

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import pytest
from allauth.socialaccount.models import SocialAccount
from django.urls import clear_url_caches, include, path, set_urlconf

from sanshe.config import urls
from sanshe.config.env import BadEnvironment, sign_in_providers
from sanshe.domain.people.models import Person
from sanshe.kernel.models import OutboxMessage
from tests.factories import make_community, make_person

pytestmark = pytest.mark.django_db
PHONE = "13900002222"


class Provider(BaseHTTPRequestHandler):
    """The three addresses of a provider that a sign-in needs; whoever asks is `subject`."""

    subject = "subject-1"

    def do_GET(self):
        address = f"http://{self.headers['Host']}"
        self._answer(
            {"sub": self.subject, "name": "Wang Xiulan", "email": "wang@example.org"}
            if self.path == "/userinfo"
            else {
                "issuer": address,
                "authorization_endpoint": f"{address}/authorize",
                "token_endpoint": f"{address}/token",
                "userinfo_endpoint": f"{address}/userinfo",
                "jwks_uri": f"{address}/keys",
                "token_endpoint_auth_methods_supported": ["client_secret_post"],
            }
        )

    def do_POST(self):
        said = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        if said["code"] == ["right"]:
            self._answer({"access_token": "token", "token_type": "Bearer"})
        else:
            self._answer({"error": "invalid_grant"}, status=400)

    def log_message(self, *arguments):
        """Keep quiet."""

    def _answer(self, body: dict, status: int = 200) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


@pytest.fixture
def provider(settings):
    """A provider behind a port of this machine, named in the settings, with its addresses in place."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    app = {"provider_id": "oidc", "name": "市民号", "client_id": "sanshe", "secret": "secret"}
    issuer = f"http://127.0.0.1:{server.server_port}"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [{**app, "settings": {"server_url": issuer}}]}}
    settings.ROOT_URLCONF = __name__
    clear_url_caches()
    set_urlconf(None)
    yield server
    server.shutdown()
    server.server_close()
    clear_url_caches()


urlpatterns = [
    path("sign-in/with/", include("allauth.socialaccount.providers.openid_connect.urls")),
    *urls.urlpatterns,
]
handler400, handler500 = urls.handler400, urls.handler500


def come_back(client, *, code: str = "right"):
    """Go to the provider and come back with what it gave, following us from there."""
    away = client.get("/sign-in/with/oidc/oidc/login/")
    state = parse_qs(urlsplit(away.url).query)["state"][0]
    return client.get("/sign-in/with/oidc/oidc/login/callback/", {"code": code, "state": state}, follow=True)


def sign_in_by_phone(client):
    client.post("/sign-in/", {"phone": PHONE})
    code = OutboxMessage.objects.get(kind="sign_in_code").body["code"]
    return client.post("/sign-in/code/", {"code": code}, follow=True)


def test_unknown_account_is_asked_for_the_phone_first(client, provider):
    page = come_back(client)

    assert (page.request["PATH_INFO"], Person.objects.count(), SocialAccount.objects.count()) == ("/sign-in/", 0, 0)


def test_account_belongs_to_who_signs_in_by_phone_after_it(client, provider):
    person = make_person(community=make_community(), phone=f"+86{PHONE}")
    come_back(client)

    sign_in_by_phone(client)

    account = SocialAccount.objects.get()
    assert (account.user, account.uid, account.extra_data) == (person, Provider.subject, {})


def test_linked_account_signs_in_without_a_code(client, provider):
    person = make_person(community=make_community())
    SocialAccount.objects.create(user=person, provider="oidc", uid=Provider.subject)

    page = come_back(client)

    assert (page.request["PATH_INFO"], page.wsgi_request.user) == ("/", person)


def test_account_of_a_closed_entry_opens_nothing(client, provider):
    person = make_person(community=make_community())
    person.closed_at = person.joined_at
    person.save(update_fields=["closed_at"])
    SocialAccount.objects.create(user=person, provider="oidc", uid=Provider.subject)

    page = come_back(client)

    assert (page.request["PATH_INFO"], page.wsgi_request.user.is_authenticated) == ("/sign-in/", False)


def test_account_of_another_stays_with_that_one(client, provider):
    owner = make_person(community=make_community())
    SocialAccount.objects.create(user=owner, provider="oidc", uid=Provider.subject)
    other = make_person(community=make_community())
    client.force_login(other, backend="django.contrib.auth.backends.ModelBackend")

    come_back(client)

    assert SocialAccount.objects.get().user == owner


def test_refusal_of_the_provider_leads_back_to_the_phone(client, provider):
    page = come_back(client, code="wrong")

    assert (page.status_code, page.request["PATH_INFO"]) == (200, "/sign-in/")


def test_answer_that_nobody_asked_for_leads_back_to_the_phone(client, provider):
    page = client.get("/sign-in/with/oidc/oidc/login/callback/", {"code": "right", "state": "made-up"}, follow=True)

    assert (page.status_code, page.request["PATH_INFO"]) == (200, "/sign-in/")


def test_button_stands_on_the_page_where_a_way_is_named(client, provider):
    assert "市民号" in client.get("/sign-in/").content.decode()


def test_no_way_is_named_unless_the_environment_names_one():
    assert sign_in_providers(wechat="", oidc="") == {}


@pytest.mark.parametrize(
    ("wechat", "oidc"), [("wx1", ""), (":secret", ""), ("", "name issuer id secret"), ("", "https://a b")]
)
def test_unclear_name_of_a_way_stops_the_start(wechat, oidc):
    with pytest.raises(BadEnvironment):
        sign_in_providers(wechat=wechat, oidc=oidc)
