"""A community with two workers and somebody who takes part on paper."""

import pytest

from tests.factories import make_community, make_person, make_worker


@pytest.fixture
def community():
    return make_community()


@pytest.fixture
def worker(community):
    return make_worker(community=community, name="小刘")


@pytest.fixture
def second(community):
    return make_worker(community=community, name="小陈")


@pytest.fixture
def grandma(community):
    return make_person(community=community, name="王奶奶", full_name="王桂英", phone=None)
