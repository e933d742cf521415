"""Whoever stands before the console."""

import pytest

from sanshe.domain.people.choices import RoleKind
from sanshe.domain.people.models import Role
from tests.factories import AT, make_community, make_person


def make_operator(**fields):
    """Make an operator of the whole installation."""
    operator = make_person(name=fields.pop("name", "周工"), full_name=fields.pop("full_name", "周建平"), **fields)
    Role.objects.create(person=operator, kind=RoleKind.OPERATOR, community=None, starts_at=AT)
    return operator


@pytest.fixture
def community():
    """A community to look at."""
    return make_community()


@pytest.fixture
def operator(community):
    """An operator."""
    return make_operator()


@pytest.fixture
def console(as_person, operator):
    """The console as an operator has it before them."""
    return as_person(operator)


@pytest.fixture(autouse=True)
def own_data(tmp_path, settings):
    """Let each test have a data folder of its own."""
    settings.DATA = tmp_path
