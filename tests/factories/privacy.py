"""Neighbours about whom a lot is kept."""

from datetime import timedelta
from types import SimpleNamespace

from sanshe.domain.exchange import operations as exchange
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.notifications.models import ContactPoint, Delivery, DigestIssue, Notification, Preference
from sanshe.domain.organisations.models import JoinRequest
from sanshe.domain.people import operations as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.models import Person, ResidenceCode, SignInCode
from sanshe.domain.privacy import operations
from sanshe.domain.privacy.models import ClosingRequest
from tests.factories import (
    AT,
    make_community,
    make_need,
    make_offer,
    make_organization,
    make_person,
    make_representation,
    make_request,
    make_worker,
)
from tests.factories.boards import make_board, make_comment, make_group, make_post
from tests.factories.people import make_home
from tests.factories.proxy import make_entry

TWO_WEEKS = timedelta(days=14)


def make_delivered(*, need, offer) -> Agreement:
    """Let something be asked, promised, done and confirmed."""
    agreement = make_request(need=need, offer=offer)
    exchange.accept_agreement(actor=offer.person, agreement_id=agreement.pk, at=AT)
    exchange.record_delivery(actor=offer.person, agreement_id=agreement.pk, note="送到了", at=AT)
    return exchange.confirm_delivery(actor=need.person, agreement_id=agreement.pk, thanks="多谢", at=AT)


def make_closing(*, person: Person, writings: str = "take_down", at=AT) -> ClosingRequest:
    """Let somebody ask to go."""
    return operations.ask_to_close(actor=person, person_id=person.pk, writings=writings, at=at)


def sent_code(phone: str) -> str:
    """Return the newest code that was sent to a phone."""
    from sanshe.kernel.models import OutboxMessage

    newest = OutboxMessage.objects.filter(recipient=phone, kind="sign_in_code").order_by("-id").first()
    return newest.body["code"]


def make_life() -> SimpleNamespace:
    """Make somebody who has a home, roles, slips, an agreement, a group, notices, news and an entry on paper."""
    community = make_community()
    worker = make_worker(community=community, name="小刘")
    wang = make_person(community=community, name="王阿姨", full_name="王秀兰", birth_year=1951)
    li = make_person(community=community, name="李师傅", full_name="李建国")
    make_home(person=wang, community=community, verified_by=worker)
    ResidenceCode.objects.create(
        person=wang,
        household=make_home(person=li, community=community, address="1栋1单元101"),
        asked_at=AT,
        ends_at=AT,
    )
    people.give_consent(person=wang, kind=ConsentKind.PROXY_ENTRY, wording="我同意代填", at=AT, actor=wang)
    people.give_consent(person=wang, kind=ConsentKind.SENSITIVE_DATA, wording="我同意记下", at=AT, actor=wang)
    make_representation(principal=wang, representative=li)
    group = make_group(community=community, name="棋友会", member=(wang,), officer=(li,))
    board = make_board(organization=group)
    post = make_post(board=board, author=wang, text="周三下棋，老地方。")
    life = SimpleNamespace(
        community=community,
        worker=worker,
        wang=wang,
        li=li,
        group=group,
        post=post,
        comment=make_comment(post=make_post(board=board, author=li), author=wang, text="我来。"),
        met=make_need(person=wang, community=community, sentence="水管漏了，谁会修？"),
        open_need=make_need(person=wang, community=community, sentence="想学用手机"),
        private_need=make_need(person=wang, community=community, sentence="我欠了钱，睡不着", is_private=True),
        open_offer=make_offer(person=wang, community=community, sentence="可以陪聊天"),
    )
    life.agreement = make_delivered(
        need=life.met, offer=make_offer(person=li, community=community, sentence="会修水管")
    )
    life.entry = make_entry(worker=worker, person=wang, community=community).entry
    JoinRequest.objects.create(
        organization=make_organization(name="太极队", community=community), person=wang, words="想一起练", asked_at=AT
    )
    ContactPoint.objects.create(person=wang, channel="email", address="wang@example.org", added_at=AT)
    Preference.objects.create(person=wang, topic="groups", channel="email", pace="weekly")
    Delivery.objects.create(person=wang)
    DigestIssue.objects.create(person=wang, channel="email", day=AT.date(), issued_at=AT, news=2)
    Notification.objects.get_or_create(person=wang, kind="need_answered", created_at=AT)
    SignInCode.objects.create(
        phone=wang.phone, code_hash="x", asker_hash="y", asked_at=AT, expires_at=AT + timedelta(minutes=10)
    )
    return life
