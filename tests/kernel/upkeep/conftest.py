"""What the tests of upkeep stand on."""

import pytest


@pytest.fixture(autouse=True)
def own_data(tmp_path, settings):
    """Let each test have a data folder of its own."""
    settings.DATA = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
