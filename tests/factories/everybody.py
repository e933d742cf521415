"""One small world in which every part is played and every address leads somewhere, for the walk over all rights."""

import uuid
from dataclasses import dataclass, field

from procrastinate.contrib.django import app

from sanshe.domain.notifications.models import Notification
from sanshe.domain.people import operations as people
from sanshe.domain.people.choices import ConsentKind, RoleKind
from sanshe.domain.people.models import Person, Role
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
from tests.factories.boards import make_board, make_comment, make_picture, make_post
from tests.factories.organisations import make_group
from tests.factories.people import make_home, make_merge
from tests.factories.places import count_people, square
from tests.factories.proxy import make_paper_entry, make_sheet

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
    news = Notification.objects.create(person=owner, kind="need_answered", created_at=AT)
    job_id = app.configure_task("sanshe.kernel.jobs.seal_journal").defer()
    world = World(people=people_here)
    world.arguments = {
        "community": {"code": here.code},
        "need": {"pk": need.pk},
        "private need": {"pk": private.pk},
        "offer": {"pk": offer.pk},
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


def _district(kind: str, name: str) -> Person:
    person = make_person(name=name)
    Role.objects.create(person=person, kind=kind, starts_at=AT)
    return person
