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


def status_of(response) -> int:
    """Read an answer to its end, which closes the file of a download, and return its status."""
    if response.streaming:
        b"".join(response.streaming_content)
    return response.status_code


def test_every_page_that_answers_get_answers_head(client):
    make_community()
    paths = [path for path in readable_addresses() if "^" not in path and status_of(client.get(path)) == 200]

    refusing = [path for path in paths if status_of(client.head(path)) != 200]

    assert len(paths) > 5
    assert refusing == []
