"""How long ago something was, in words."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from sanshe.web.ago import ago, how_long


@pytest.mark.parametrize(
    ("passed", "chinese", "english"),
    [
        (timedelta(seconds=-30), "刚刚", "just now"),
        (timedelta(seconds=59), "刚刚", "just now"),
        (timedelta(minutes=5, seconds=1), "5分钟前", "5 minutes ago"),
        (timedelta(hours=3, minutes=10), "3小时前", "3 hours ago"),
        (timedelta(days=1, hours=2), "1天前", "1 day ago"),
        (timedelta(days=250), "8个月前", "8 months ago"),
    ],
)
def test_ago_says_one_unit_in_both_languages(passed, chinese, english):
    instant = timezone.now() - passed

    said = {}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said[language] = ago(instant)

    assert said == {"zh-hans": chinese, "en": english}


def test_how_long_says_at_least_a_minute():
    with translation.override("zh-hans"):
        assert how_long(timezone.now()) == "1分钟"
