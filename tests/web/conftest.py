"""Whoever looks at a page."""

import pytest


@pytest.fixture
def as_person(client):
    """Return a function that signs a person in to the test client."""

    def signed_in(person):
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return signed_in
