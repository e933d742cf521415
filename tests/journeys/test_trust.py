"""How it was, on both phones; a dispute heard by a neighbour; neighbours who vouch."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from sanshe.domain.people.choices import RoleKind
from sanshe.domain.trust import operations
from sanshe.domain.trust.models import Review, Vouch
from tests.factories import make_person
from tests.factories.trust import make_dispute, make_kept
from tests.journeys.conftest import faults_of


@pytest.fixture
def over(world):
    """Let the helper keep a promise to the daughter, and another one end in a dispute."""
    community, now = world["community"], timezone.now() - timedelta(hours=1)
    sides = {"receiver": world["daughter"], "provider": world["helper"], "community": community, "at": now}
    return {
        "kept": make_kept(**sides, sentence="想找人陪我妈去拿药"),
        "disputed": make_dispute(**sides, sentence="想找人帮忙搬一袋米"),
        "mediator": make_person(community=community, name="赵老师", kinds=(RoleKind.RESIDENT, RoleKind.MEDIATOR)),
    }


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_both_say_how_it_was_and_read_each_other_only_then(world, over, open_page, script):
    daughter = open_page(person=world["daughter"], script=script, width=360)
    daughter.goto(f"/agreements/{over['kept'].pk}/")
    daughter.get_by_role("link", name="说说怎么样").click()
    daughter.get_by_label("有，照说好的做了").check()
    daughter.get_by_label("怎么样？").fill("来得准时，话也说得慢")
    daughter.get_by_role("button", name="就是这样").click()
    expect(daughter.locator("main")).to_contain_text("先封着")

    helper = open_page(person=world["helper"], script=script, width=360)
    helper.goto("/reviews/")
    helper.get_by_role("link", name="和小敏").first.click()
    expect(helper.locator("main")).to_contain_text("小敏已经写了")
    expect(helper.locator("main")).not_to_contain_text("来得准时")
    helper.get_by_label("有，照说好的做了").check()
    helper.get_by_role("button", name="就是这样").click()
    expect(helper.locator("main")).to_contain_text("来得准时")
    helper.get_by_label("您的回话").fill("应该的")
    helper.get_by_role("button", name="把我的回话放在下面").click()
    expect(helper.locator(".review__reply")).to_contain_text("应该的")
    assert Review.objects.filter(agreement=over["kept"]).count() == 2


@pytest.mark.parametrize("script", [True, False], ids=["with script", "without script"])
def test_neighbour_hears_both_sides_and_settles(world, over, open_page, script):
    worker = open_page(person=world["worker"], script=script, width=360)
    worker.goto("/desk/disputes/")
    worker.get_by_role("link", name="小敏和陈大姐").click()
    worker.get_by_label("赵老师").check()
    worker.get_by_role("button", name="请他们来听双方说").click()
    expect(worker.locator("main")).to_contain_text("由赵老师听双方说")

    mediator = open_page(person=over["mediator"], script=script, width=360)
    mediator.goto("/hearings/")
    mediator.get_by_role("link", name="小敏和陈大姐").click()
    for side, words in (("听过受助的一方", "米没搬到"), ("听过帮忙的一方", "电梯坏了")):
        mediator.get_by_label(side).check()
        mediator.get_by_label("几句话，双方都会看到").first.fill(words)
        mediator.get_by_role("button", name="记下").click()
        expect(mediator.locator(".hearing")).to_contain_text(words)
    mediator.locator("form[action$='/settle/'] input[type=radio]").last.check()
    mediator.locator("textarea[name=finding]").fill("下周再搬一次")
    mediator.get_by_role("button", name="就这么定").click()
    expect(mediator.locator("h1")).to_contain_text("争议解决了")


def test_neighbour_vouches_by_the_code_of_another(world, open_page):
    now = timezone.now()
    operations.start_vouching(actor=world["worker"], community=world["community"], at=now)
    daughter = open_page(person=world["daughter"], width=360)
    daughter.goto("/vouching/")
    link = daughter.locator(".vouch-code__link a").get_attribute("href")

    helper = open_page(person=world["helper"], width=360)
    helper.goto(link[link.index("/vouching/") :])
    helper.get_by_role("button", name="认识，就住在这儿").click()
    expect(helper.locator("main")).to_contain_text("您给小敏作保了")
    assert Vouch.objects.filter(ends_at=None).count() == 1


@pytest.mark.parametrize(
    ("look", "locale", "scheme"),
    [("", "zh-CN", "light"), ("1.30.light", "zh-CN", "light"), ("", "en", "dark")],
    ids=["as usual", "elder at 30", "English at night"],
)
def test_axe_finds_nothing_on_pages_of_trust(world, over, open_page, look, locale, scheme):
    now = timezone.now()
    operations.start_vouching(actor=world["worker"], community=world["community"], at=now)
    operations.vouch(actor=world["daughter"], person_id=world["helper"].pk, community=world["community"], at=now)
    review = operations.write_review(
        actor=world["daughter"], agreement_id=over["kept"].pk, is_kept=True, words="来得准时", at=now
    )
    operations.write_review(actor=world["helper"], agreement_id=over["kept"].pk, is_kept=True, words="好", at=now)
    operations.name_mediator(
        actor=world["worker"], agreement_id=over["disputed"].pk, mediator_id=over["mediator"].pk, at=now
    )
    operations.report_review(actor=world["helper"], review_id=review.pk, words="不对", at=now)
    pages = {
        "daughter": [f"/promises/{over['kept'].pk}/review/", f"/people/{world['daughter'].pk}/record/", "/vouching/"],
        "mediator": [f"/promises/{over['disputed'].pk}/hearing/", "/hearings/"],
        "worker": ["/desk/disputes/", "/desk/mediators/?q=陈", "/desk/reviews/"],
        "helper": ["/reviews/", f"/reviews/{review.pk}/report/"],
    }
    found = {}
    for who, paths in pages.items():
        person = over["mediator"] if who == "mediator" else world[who]
        page = open_page(person=person, look=look, locale=locale, scheme=scheme, width=360)
        for path in paths:
            page.goto(path)
            found[path] = faults_of(page)
            found[f"{path}: wider than the phone"] = page.evaluate(
                "document.documentElement.scrollWidth > document.documentElement.clientWidth"
            )

    assert {name: faults for name, faults in found.items() if faults} == {}
