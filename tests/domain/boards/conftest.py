"""A neighbourhood with its boards, and a folder for its pictures."""

import pytest

from tests.factories.boards import make_neighbourhood


@pytest.fixture(autouse=True)
def media_folder(settings, tmp_path):
    """Keep pictures in a folder of the test's own."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT


@pytest.fixture
def world(db):
    """Neighbours, a group, workers and two boards."""
    return make_neighbourhood()
