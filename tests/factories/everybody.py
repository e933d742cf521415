"""One small world in which every part is played and every address leads somewhere, for the walk over all rights."""

import uuid
from dataclasses import dataclass, field
from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from sanshe.domain.clearing import operations as clearing
from sanshe.domain.clearing.models import Assignment
from sanshe.domain.exchange.models import SheetImport, Wording
from sanshe.domain.notifications.models import Notification
from sanshe.domain.people import operations as people
from sanshe.domain.people.choices import ConsentKind, RoleKind
from sanshe.domain.people.models import Person, Role
from sanshe.domain.referrals import operations as referrals
from sanshe.domain.trust import operations as trust
from sanshe.domain.trust import queries as trust_queries
from sanshe.kernel.fields import uuid7
from sanshe.kernel.models import OutboxMessage
from tests.factories import (
    AT,
    make_category,
    make_community,
    make_need,
    make_offer,
    make_organization,
    make_paper_resident,
    make_person,
    make_request,
    make_service,
    make_worker,
)
from tests.factories.answers import make_weighting
from tests.factories.boards import make_board, make_comment, make_picture, make_post
from tests.factories.clearing import WEEK, on
from tests.factories.ledger import make_account, make_payment, make_scheme
from tests.factories.organisations import make_group
from tests.factories.people import make_home, make_merge
from tests.factories.places import count_people, square
from tests.factories.proxy import make_paper_entry, make_sheet
from tests.factories.trust import make_dispute, make_kept

NOBODY = "anonymous"


@dataclass
class World:
    """Who plays which part, and what stands in the address of each page: by its name, or by its name and parameter."""

    people: dict[str, Person | None]
    arguments: dict[str, dict[str, object]] = field(default_factory=dict)


def make_world() -> World:
    """Make the world of one community, its neighbour, and everybody who works for them."""
    category = make_category(code="escort_to_doctor", name="陪诊")
    here, elsewhere = make_community(), make_community(name="别处社区")
    here.boundary = square()
    here.save(update_fields=["boundary"])
    count_people(here, (12, 14), (30, 31), (25, 27))
    owner = make_person(community=here, name="王阿姨", full_name="王秀兰", birth_year=1955)
    resident = make_person(community=here, name="李师傅")
    officer = make_person(community=here, name="周会长", kinds=(RoleKind.RESIDENT, RoleKind.ORGANISER))
    staff = make_person(community=here, name="郑姐")
    worker = make_worker(community=here, name="小何")
    second = make_worker(community=here, name="小邓")
    social_worker = make_person(community=here, name="蒋社工", kinds=(RoleKind.SOCIAL_WORKER,))
    people_here = {
        NOBODY: None,
        "resident": resident,
        "owner": owner,
        "resident elsewhere": make_person(community=elsewhere, name="外头的人"),
        "group officer": officer,
        "organisation staff": staff,
        "community worker": worker,
        "social worker": social_worker,
        "worker elsewhere": make_worker(community=elsewhere, name="小远"),
        "district officer": _district(RoleKind.DISTRICT_OFFICER, "魏科长"),
        "assessor": _district(RoleKind.ASSESSOR, "杜老师"),
        "auditor": _district(RoleKind.AUDITOR, "钱老师"),
        "operator": _district(RoleKind.OPERATOR, "小谢"),
    }
    make_home(person=owner, community=here, verified_by=worker)
    people.give_consent(person=owner, kind=ConsentKind.SENSITIVE_DATA, wording="我同意", at=AT, actor=owner)
    body = make_organization(staff=(staff,), community=here)
    group = make_group(community=here, officers=(officer,), members=(owner,))
    service = make_service(organization=body, community=here)
    need = make_need(person=owner, community=here, category=category)
    private = make_need(person=owner, community=here, sentence="家里的事，想悄悄说", is_private=True)
    offer = make_offer(person=resident, community=here, category=category)
    agreement = make_request(need=need, offer=offer)
    make_board(organization=group)
    board = make_board(organization=body)
    community_board = make_board(community=here)
    picture = make_picture(person=owner)
    post = make_post(board=community_board, author=owner, pictures=[(picture.pk, "一盆三角梅")])
    comment = make_comment(post=post, author=owner)
    grandma = make_paper_resident(community=here)
    entry = make_paper_entry(worker=second, person=owner, community=here)
    sheet = make_sheet(worker=worker, community=here)
    twice = make_person(community=here, name="王阿姨", full_name="王秀兰", birth_year=1955)
    merge = make_merge(kept=owner, merged=twice, proposed_by=second, community=here)
    message = OutboxMessage.objects.create(
        kind="sign_in_code", recipient="+8613900000000", created_at=AT, last_error="gateway down", attempts=9
    )
    wording = Wording.objects.create(offer=offer, text="水管堵了，厨房漏水", household_key=uuid7(), learned_at=AT)
    news = Notification.objects.create(person=owner, kind="need_answered", created_at=AT)
    job_id = app.configure_task("sanshe.kernel.jobs.seal_journal").defer()
    world = World(people=people_here)
    dealings = _dealings(here, people_here, need=need, body=body, resident=resident, owner=owner, worker=worker)
    world.arguments = {
        **dealings,
        "community": {"code": here.code},
        "need": {"pk": need.pk},
        "private need": {"pk": private.pk},
        "offer": {"pk": offer.pk},
        "wording": {"pk": offer.pk, "wording": wording.pk},
        "agreement": {"pk": agreement.pk},
        "act": {"pk": agreement.pk, "action": "accept"},
        "demo_sign_in": {"token": "made-up"},
        "service": {"pk": service.pk},
        "group": {"pk": group.pk},
        "organization": {"pk": body.pk},
        "board": {"pk": board.pk},
        "post": {"pk": post.pk},
        "comment": {"pk": comment.pk},
        "picture": {"pk": picture.pk},
        "sheet": {"serial": sheet.serial},
        "batch": {"batch_id": sheet.batch_id},
        "entry": {"pk": entry.entry.pk},
        "receipt": {"pk": entry.entry.pk},
        "merge": {"merge_id": merge.pk},
        "resident": {"person_id": grandma.pk},
        "person": {"pk": resident.pk},
        "role": {"pk": Role.objects.get(person=worker, kind=RoleKind.COMMUNITY_WORKER).pk},
        "category": {"code": category.code},
        "top category": {"code": category.parent.code},
        "text": {"code": "about", "language": "zh-hans"},
        "part": {"part": "slips"},
        "job": {"job_id": job_id},
        "message": {"pk": message.pk},
        "news": {"pk": news.pk},
        "nothing": {"pk": uuid.UUID(int=uuid7().int)},
    }
    return world


def _dealings(here, people_here, *, need, body, resident, owner, worker) -> dict[str, dict[str, object]]:
    """Make what grows out of promises: reviews, disputes, accounts, referrals, calls, weeks, lists, weights."""
    over = make_kept(receiver=owner, provider=resident, community=here, sentence="想找人陪我去拿药")
    disputed = make_dispute(receiver=owner, provider=resident, community=here, sentence="想找人搬一袋米")
    review = trust.write_review(actor=resident, agreement_id=over.pk, is_kept=True, words="准时", at=AT)
    trust.write_review(actor=owner, agreement_id=over.pk, is_kept=True, words="很好", at=AT)
    trust.name_mediator(actor=worker, agreement_id=disputed.pk, mediator_id=people_here["social worker"].pk, at=AT)
    trust.start_vouching(actor=worker, community=here, at=AT)
    vouch = trust.vouch(actor=owner, person_id=resident.pk, community=here, at=AT)
    mediator = Role.objects.create(person=resident, kind=RoleKind.MEDIATOR, community=here, starts_at=AT)
    scheme = make_scheme(community=here, worker=worker)
    account = make_account(scheme=scheme, person=owner)
    transfer = make_payment(scheme=scheme, payer=owner, payee=resident)
    referral = referrals.refer(
        actor=worker,
        need_id=need.pk,
        organization_id=body.pk,
        consent_how="spoken",
        due_at=timezone.now() + timedelta(days=2),
        at=timezone.now(),
    )
    call = referrals.ask_for_call(
        actor=worker, community=here, name="赵叔", phone="13900000099", words="问问", due_at=AT, at=AT
    )
    weighting = make_weighting(actor=people_here["district officer"], text=10, turn=29)
    planned = clearing.draw_up_round(actor=worker, community=here, week_starts_on=WEEK, at=AT)
    clearing.solve_round(round_id=planned.pk, run=planned.run, at=AT)
    line = Assignment.objects.create(
        round=planned,
        need=make_need(person=owner, community=here, sentence="周中想找人陪一下"),
        offer=make_offer(person=resident, community=here, sentence="周中可以陪"),
        starts_at=on(2, 9),
        ends_at=on(2, 10),
        quality=50,
    )
    sent = SheetImport.objects.create(
        kind="needs", community=here, sent_by=worker, sent_at=AT, file_name="单子.xlsx", digest="0" * 64, row_count=1
    )
    return {
        "owner": {"pk": owner.pk},
        "over": {"pk": over.pk},
        "disputed": {"pk": disputed.pk},
        "hearing step": {"pk": disputed.pk, "step": "note"},
        "review": {"pk": review.pk},
        "mediator": {"pk": mediator.pk},
        "vouching link": {"token": trust_queries.vouching_token(person=resident)},
        "vouch": {"pk": vouch.pk},
        "account": {"pk": account.pk},
        "transfer": {"pk": transfer.pk},
        "referral": {"pk": referral.pk},
        "referral step": {"pk": referral.pk, "step": "accept"},
        "call step": {"pk": call.pk, "step": "take"},
        "duplicate step": {"step": "merge"},
        "weighting": {"pk": weighting.pk},
        "round": {"pk": planned.pk},
        "round line": {"pk": line.pk},
        "list": {"pk": sent.pk},
        "sheet kind": {"kind": "needs"},
    }


def _district(kind: str, name: str) -> Person:
    person = make_person(name=name)
    Role.objects.create(person=person, kind=kind, starts_at=AT)
    return person
