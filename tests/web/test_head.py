"""What may be read may be asked about without being fetched: link checkers and messengers do."""

import pytest
from django.urls import get_resolver

from tests.factories import make_community

pytestmark = pytest.mark.django_db


def readable_addresses() -> list[str]:
    """Return the addresses without arguments that answer a visitor's GET."""
    included = get_resolver().url_patterns
    patterns = [pattern for one in included for pattern in getattr(one, "url_patterns", [one])]
    return sorted(f"/{pattern.pattern}" for pattern in patterns if "<" not in str(pattern.pattern))


def test_every_page_that_answers_get_answers_head(client):
    make_community()
    paths = [path for path in readable_addresses() if "^" not in path and client.get(path).status_code == 200]

    refusing = [path for path in paths if client.head(path).status_code != 200]

    assert len(paths) > 5
    assert refusing == []
