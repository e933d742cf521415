"""Words of the house: shipped, changed, brought back."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from sanshe.cli.demo import texts as demo
from sanshe.domain.texts import operations, queries
from sanshe.domain.texts.choices import TextCode, TextLanguage
from sanshe.domain.texts.errors import TextChangedMeanwhile, TextMissing, TextTooLong
from sanshe.domain.texts.models import Text
from sanshe.kernel.fields import uuid7
from sanshe.kernel.models import JournalEntry
from tests.factories import AT, make_person

pytestmark = pytest.mark.django_db
OPERATOR = uuid7()


def change(body: str, *, based_on=None, code="about", language="zh-hans", at=AT) -> Text:
    return operations.change_text(code=code, language=language, body=body, actor=OPERATOR, at=at, based_on=based_on)


@pytest.mark.parametrize("code", TextCode)
@pytest.mark.parametrize("language", TextLanguage)
def test_every_text_is_shipped_in_both_languages(code, language):
    body = queries.text(code=code, language=language)

    assert body == body.strip()
    assert len(body) > 100
    assert any("\u4e00" <= character <= "\u9fff" for character in body) == (language == TextLanguage.CHINESE)


def test_changed_words_count_in_their_language_only():
    shipped = queries.text(code="about", language="en")

    change("我们的板子。")

    assert queries.text(code="about", language="zh-hans") == "我们的板子。"
    assert queries.text(code="about", language="zh-CN") == "我们的板子。"
    assert queries.text(code="about", language="en-GB") == shipped


def test_text_is_one_query(django_assert_num_queries):
    change("我们的板子。")

    with django_assert_num_queries(1):
        queries.text(code="about", language="zh-hans")


def test_every_version_stays_the_newest_first():
    first = change("第一版")
    second = change("第二版", based_on=first.pk, at=AT + timedelta(minutes=1))

    assert list(queries.versions(code="about", language="zh-hans")) == [second, first]
    assert queries.text(code="about", language="zh-hans") == "第二版"


def test_shipped_words_come_back_and_follow_what_is_shipped():
    change("第一版")

    operations.restore_shipped_text(code="about", language="zh-hans", actor=OPERATOR, at=AT)
    operations.restore_shipped_text(code="about", language="zh-hans", actor=OPERATOR, at=AT)

    assert queries.text(code="about", language="zh-hans") == queries.shipped_text(code="about", language="zh-hans")
    assert [one.is_shipped for one in queries.versions(code="about", language="zh-hans")] == [True, False]


def test_same_words_are_no_new_version():
    first = change("第一版")

    again = change("第一版\n\n\n", based_on=first.pk)

    assert again == first
    assert Text.objects.count() == 1


def test_two_writers_do_not_overwrite_each_other():
    change("她的版本")

    with pytest.raises(TextChangedMeanwhile):
        change("我的版本", based_on=None)

    assert queries.text(code="about", language="zh-hans") == "她的版本"


def test_lines_are_kept_and_what_nobody_types_is_not():
    version = change("第一段\x00\r\n第二行\ud800\n\n\n\n第二段  \n")

    assert version.body == "第一段\n第二行\n\n第二段"


@pytest.mark.parametrize(
    ("body", "refusal"), [("", TextMissing), (" \n\x00\n", TextMissing), ("字" * 20_001, TextTooLong)]
)
def test_words_that_cannot_stand_are_refused(body, refusal):
    with pytest.raises(refusal):
        change(body)

    assert Text.objects.count() == 0


def test_change_is_journalled_without_its_words():
    version = change("我们的板子。")

    entry = JournalEntry.objects.get(subject_id=version.pk)
    assert (entry.operation, entry.actor_id) == ("texts.change_text", OPERATOR)
    assert entry.detail == {"code": "about", "language": "zh-hans"}


def test_database_refuses_to_change_or_remove_a_version():
    version = change("第一版")

    for act in (lambda: Text.objects.filter(pk=version.pk).update(body="别的"), version.delete):
        with pytest.raises(DatabaseError, match="Versions of texts stay"), transaction.atomic():
            act()


def test_standings_say_what_was_changed(django_assert_num_queries):
    change("我们的板子。")

    with django_assert_num_queries(1):
        standings = queries.standings()

    assert [(one.code, one.language) for one in standings if not one.is_shipped] == [("about", "zh-hans")]
    assert len(standings) == len(TextCode) * len(TextLanguage)


def test_demo_has_a_history_of_its_own():
    operator = make_person()

    demo.load(communities={}, people={demo.OPERATOR: operator}, organizations={}, at=AT)

    about = queries.versions(code="about", language="zh-hans")
    assert len(about) == 2
    assert about[0].body.endswith(demo.OPENING)
    assert queries.text(code="board_rules", language="zh-hans").endswith(demo.QUIET)
