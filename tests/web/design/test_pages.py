"""The look bar's address and the design page."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import RequestFactory

from sanshe.web.design import views
from tests.factories import make_community, make_person, make_worker


def pressed(**wishes):
    request = RequestFactory().post("/look/", wishes)
    request.user = AnonymousUser()
    return views.look(request)


def test_look_button_is_remembered_and_returns_to_the_page():
    response = pressed(elder="1", next="/needs/?category=meals")

    assert (response.status_code, response.url) == (302, "/needs/?category=meals")
    assert response.cookies["look"].value == "1.20.auto"


def test_language_button_sets_the_language_of_the_next_page():
    assert pressed(language="en", next="/").cookies["language"].value == "en"


@pytest.mark.django_db
def test_language_button_is_the_language_of_messages_too(as_person):
    person = make_person(community=make_community())

    as_person(person).post("/look/", {"language": "en"})

    person.refresh_from_db()
    assert person.language == "en"


@pytest.mark.parametrize("elsewhere", ["https://example.com/", "//example.com/", "javascript:alert(1)", ""])
def test_look_button_never_leads_elsewhere(elsewhere):
    assert pressed(theme="night", next=elsewhere).url == "/"


@pytest.mark.django_db
def test_design_page_opens_for_staff_alone(client, as_person):
    community = make_community()

    stranger = client.get("/design/")
    resident = as_person(make_person(community=community)).get("/design/")
    worker = as_person(make_worker(community=community)).get("/design/")

    assert (stranger.status_code, resident.status_code, worker.status_code) == (403, 403, 200)


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["", "1.24.night"])
def test_page_carries_the_look_of_the_browser(client, cookie):
    client.cookies["look"] = cookie

    html = client.get("/nowhere/").content.decode()

    size, theme, elder = ("24", "night", "true") if cookie else ("17", "auto", "false")
    assert f'class="text-{size}" data-theme="{theme}" data-elder="{elder}"' in html
