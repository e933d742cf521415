"""The words of the house on their pages."""

import pytest
from django.urls import reverse

from sanshe.domain.texts import operations, queries
from sanshe.domain.texts.choices import TextCode, TextLanguage
from tests.factories import AT, make_community, make_person

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("about", TextCode.ABOUT),
        ("board_rules", TextCode.BOARD_RULES),
        ("privacy_notice", TextCode.PRIVACY_NOTICE),
    ],
)
def test_page_shows_the_shipped_words(client, name, code):
    page = client.get(reverse(name)).content.decode()

    first_line = queries.shipped_text(code=code, language="zh-hans").splitlines()[0]
    assert first_line in page


def test_page_shows_what_the_operator_wrote(client):
    operator = make_person(community=make_community(), kinds=("operator",))
    operations.change_text(
        code=TextCode.ABOUT, language=TextLanguage.CHINESE, body="周一到周五都有人。", actor=operator, at=AT
    )

    assert "周一到周五都有人。" in client.get(reverse("about")).content.decode()
