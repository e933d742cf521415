"""Pages of trust: who opens what, what they say, and what a refused form gives back."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sanshe.domain.people.choices import RoleKind
from sanshe.domain.trust import operations, queries
from sanshe.domain.trust.models import Hearing, Review, Vouch
from sanshe.web import middleware
from tests.factories import AT, make_community, make_organization, make_person, make_worker
from tests.factories.people import make_home
from tests.factories.trust import make_dispute, make_kept

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """Return a function that sets the time at which pages are asked for; a day after all began."""

    def at(instant):
        monkeypatch.setattr(middleware.timezone, "now", lambda: instant)

    at(AT + DAY)
    return at


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community)


@pytest.fixture
def receiver(community):
    return make_person(community=community, name="王阿姨")


@pytest.fixture
def provider(community):
    return make_person(community=community, name="李师傅")


@pytest.fixture
def kept(receiver, provider, community):
    return make_kept(receiver=receiver, provider=provider, community=community)


@pytest.fixture
def disputed(receiver, provider, community):
    return make_dispute(receiver=receiver, provider=provider, community=community)


def test_review_is_written_and_said_to_be_closed(client, kept, receiver):
    client.force_login(receiver)

    page = client.post(f"/promises/{kept.pk}/review/", {"is_kept": "yes", "words": "很准时"}, follow=True)

    assert Review.objects.get().words == "很准时"
    assert "先封着" in page.content.decode()


def test_review_without_yes_or_no_comes_back_with_the_words(client, kept, receiver):
    client.force_login(receiver)

    page = client.post(f"/promises/{kept.pk}/review/", {"words": "很准时"})

    assert (page.status_code, Review.objects.count()) == (422, 0)
    assert "很准时" in page.content.decode()


def test_other_sides_words_are_not_on_the_page_before_they_are_open(client, kept, receiver, provider, clock):
    operations.write_review(actor=receiver, agreement_id=kept.pk, is_kept=True, words="不能先看", at=AT + HOUR)
    client.force_login(provider)

    early = client.get(f"/promises/{kept.pk}/review/").content.decode()
    clock(AT + 15 * DAY)
    late = client.get(f"/promises/{kept.pk}/review/").content.decode()

    assert ("不能先看" in early, "不能先看" in late) == (False, True)


def test_reviewed_answers_below_it(client, kept, receiver, provider, clock):
    review = operations.write_review(actor=receiver, agreement_id=kept.pk, is_kept=True, words="好", at=AT + HOUR)
    clock(AT + 15 * DAY)
    client.force_login(provider)

    page = client.post(f"/reviews/{review.pk}/reply/", {"words": "谢谢您"}, follow=True)

    assert "谢谢您" in page.content.decode()
    assert client.post(f"/reviews/{review.pk}/reply/", {"words": ""}).status_code == 422


def test_record_says_counts_from_five_promises_on(client, provider, community, worker, receiver):
    for number in range(5):
        neighbour = make_person(community=community)
        make_home(person=neighbour, community=community, verified_by=worker)
        make_kept(receiver=neighbour, provider=provider, community=community, sentence=f"帮个忙 {number}")
        if number == 3:
            client.force_login(provider)
            early = client.get(f"/people/{provider.pk}/record/").content.decode()

    page = client.get(f"/people/{provider.pk}/record/").content.decode()

    assert "记录还不够" in early
    assert "5 次约定，做到 5 次" in page


def test_record_of_an_organisation_is_open_to_everybody(client, community):
    organization = make_organization(community=community)

    assert client.get(f"/organizations/{organization.pk}/record/").status_code == 200


def test_record_of_a_stranger_is_not_there(client, provider):
    client.force_login(make_person(community=make_community()))

    assert client.get(f"/people/{provider.pk}/record/").status_code == 404


def test_record_costs_the_same_however_much_was_said(client, provider, receiver, community, clock):
    def reviewed(name):
        neighbour = make_person(community=community, name=name)
        kept = make_kept(receiver=neighbour, provider=provider, community=community, sentence=f"{name}要帮忙")
        operations.write_review(actor=neighbour, agreement_id=kept.pk, is_kept=True, words="好", at=AT + HOUR)

    client.force_login(provider)
    clock(AT + 20 * DAY)
    reviewed("甲")
    with CaptureQueriesContext(connection) as one:
        client.get(f"/people/{provider.pk}/record/")
    for name in "乙丙丁":
        reviewed(name)
    with CaptureQueriesContext(connection) as four:
        page = client.get(f"/people/{provider.pk}/record/")

    assert page.content.decode().count('class="review"') == 4
    assert len(four) == len(one)


def test_worker_names_a_mediator_who_hears_and_settles(client, disputed, worker, community):
    mediator = make_person(community=community, name="赵老师", kinds=(RoleKind.RESIDENT, RoleKind.MEDIATOR))
    client.force_login(worker)
    assert "王阿姨和李师傅" in client.get("/desk/disputes/").content.decode()
    client.post(f"/promises/{disputed.pk}/hearing/name/", {"mediator": str(mediator.pk)})
    client.force_login(mediator)
    assert "王阿姨和李师傅" in client.get("/hearings/").content.decode()
    for kind in ("heard_receiver", "heard_provider"):
        client.post(f"/promises/{disputed.pk}/hearing/note/", {"kind": kind, "words": "听了经过"})

    page = client.post(
        f"/promises/{disputed.pk}/hearing/settle/",
        {"settled_as": "both_agreed", "finding": "下周再来"},
        follow=True,
    )

    disputed.refresh_from_db()
    assert (page.status_code, disputed.state) == (200, "settled")
    assert Hearing.objects.get().ended_at == AT + DAY


@pytest.mark.parametrize("step", ["name", "note", "settle"])
def test_empty_step_comes_back(client, disputed, worker, community, step):
    operations.name_mediator(actor=worker, agreement_id=disputed.pk, mediator_id=worker.pk, at=AT)
    client.force_login(worker)

    assert client.post(f"/promises/{disputed.pk}/hearing/{step}/", {}).status_code == 422


def test_hearing_opens_to_its_sides_and_not_to_others(client, disputed, receiver, provider, community):
    opened = {}
    for name, person in {"one": receiver, "other": provider, "stranger": make_person(community=community)}.items():
        client.force_login(person)
        opened[name] = client.get(f"/promises/{disputed.pk}/hearing/").status_code

    assert opened == {"one": 200, "other": 200, "stranger": 404}


def test_mediator_is_found_and_appointed_for_a_year(client, worker, receiver, community):
    make_home(person=receiver, community=community, verified_by=worker)
    client.force_login(worker)

    assert "王阿姨" in client.get("/desk/mediators/", {"q": "王"}).content.decode()
    until = f"{AT + 300 * DAY:%Y-%m-%d}"
    page = client.post(f"/desk/mediators/{receiver.pk}/appoint/", {"until": until}, follow=True)

    assert [one.person for one in queries.mediators(community=community, at=AT + DAY)] == [receiver]
    assert page.status_code == 200
    assert client.post(f"/desk/mediators/{receiver.pk}/appoint/", {"until": "9999-12-31"}).status_code == 422


def test_mediator_without_a_last_day_is_named_without_one(client, worker, community):
    make_person(community=community, name="赵老师", kinds=(RoleKind.RESIDENT, RoleKind.MEDIATOR))
    client.force_login(worker)

    page = client.get("/desk/mediators/").content.decode()

    assert ("赵老师" in page, "为止" in page) == (True, False)


def test_neighbour_vouches_by_the_link_and_takes_it_back(client, worker, receiver, provider, community):
    operations.start_vouching(actor=worker, community=community, at=AT)
    client.force_login(provider)
    link = f"/vouching/for/{queries.vouching_token(person=receiver)}/"

    assert "王阿姨" in client.get(link).content.decode()
    assert "王阿姨" in client.post(link, follow=True).content.decode()
    client.post(f"/vouching/{Vouch.objects.get().pk}/end/")

    assert Vouch.objects.get().ends_at == AT + DAY
    assert client.get("/vouching/for/nonsense/", follow=True).status_code == 200


def test_reported_review_is_decided_at_the_desk(client, kept, receiver, provider, worker, clock):
    review = operations.write_review(actor=receiver, agreement_id=kept.pk, is_kept=False, words="骂人的话", at=AT)
    clock(AT + 15 * DAY)
    client.force_login(provider)
    client.post(f"/reviews/{review.pk}/report/", {"words": "这是骂人"})
    client.force_login(worker)
    assert "这是骂人" in client.get("/desk/reviews/").content.decode()

    assert client.post(f"/reviews/{review.pk}/decide/", {"decision": "hide"}).status_code == 422
    assert client.post(f"/reviews/{review.pk}/decide/", {"decision": "burn", "reason": "不对"}).status_code == 422
    client.post(f"/reviews/{review.pk}/decide/", {"decision": "hide", "reason": "人身攻击"})

    review.refresh_from_db()
    assert review.hidden_because == "人身攻击"
    client.post(f"/reviews/{review.pk}/show/")
    review.refresh_from_db()
    assert not review.is_hidden


def test_hidden_review_says_why_to_its_author_and_stands_on_no_record(client, kept, receiver, provider, worker):
    review = operations.write_review(actor=receiver, agreement_id=kept.pk, is_kept=False, words="骂人的话", at=AT)
    operations.write_review(actor=provider, agreement_id=kept.pk, is_kept=True, words="好", at=AT)
    operations.report_review(actor=provider, review_id=review.pk, words="这是骂人", at=AT)
    operations.decide_reports(actor=worker, review_id=review.pk, is_hidden=True, reason="人身攻击", at=AT)

    client.force_login(receiver)
    own = client.get(f"/promises/{kept.pk}/review/").content.decode()
    client.force_login(provider)
    record = client.get(f"/people/{provider.pk}/record/").content.decode()

    assert ("人身攻击" in own, "骂人的话" in record) == (True, False)


def test_lists_cost_the_same_for_one_row_and_for_three(client, worker, provider, community):
    """The mediator hears, vouches, and writes for themselves and for the organisation for which they act."""
    mediator = make_person(community=community, name="赵老师", kinds=(RoleKind.RESIDENT, RoleKind.MEDIATOR))
    organization = make_organization(community=community, staff=(mediator,))
    operations.start_vouching(actor=worker, community=community, at=AT)

    def another(number):
        neighbour = make_person(community=community, name=f"邻居{number}", kinds=(RoleKind.RESIDENT, RoleKind.MEDIATOR))
        make_kept(receiver=mediator, provider=neighbour, community=community, sentence=f"帮我{number}")
        given = make_kept(
            receiver=neighbour,
            provider=mediator,
            organization=organization,
            community=community,
            sentence=f"送饭{number}",
        )
        said = operations.write_review(actor=neighbour, agreement_id=given.pk, is_kept=True, words="好", at=AT + HOUR)
        sides = {"receiver": neighbour, "provider": provider, "community": community}
        heard, unheard = (make_dispute(**sides, sentence=f"{what}{number}") for what in ("搬米", "搬面"))
        operations.name_mediator(actor=worker, agreement_id=heard.pk, mediator_id=mediator.pk, at=AT)
        operations.report_review(actor=mediator, review_id=said.pk, words="不对", at=AT + 15 * DAY)
        operations.vouch(actor=mediator, person_id=neighbour.pk, community=community, at=AT)
        operations.vouch(actor=neighbour, person_id=mediator.pk, community=community, at=AT)
        return unheard

    def costs(unheard):
        found = {}
        for person, paths in {
            mediator: ["/reviews/", "/hearings/", "/vouching/"],
            worker: ["/desk/disputes/", "/desk/mediators/?q=邻", "/desk/reviews/", f"/promises/{unheard.pk}/hearing/"],
        }.items():
            client.force_login(person)
            for path in paths:
                with CaptureQueriesContext(connection) as queries_made:
                    assert client.get(path).status_code == 200
                found[path.replace(str(unheard.pk), "…")] = len(queries_made)
        return found

    unheard = another(1)
    one = costs(unheard)
    another(2)
    another(3)

    assert costs(unheard) == one


@pytest.mark.parametrize("path", ["/desk/disputes/", "/desk/mediators/", "/desk/reviews/"])
def test_desk_is_closed_to_neighbours(client, receiver, path):
    client.force_login(receiver)

    assert client.get(path).status_code == 403
