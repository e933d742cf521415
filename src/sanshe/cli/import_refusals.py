"""What every `sanshe import` says when a file, or the place it should go to, is not what it should be."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from sanshe.kernel.errors import DomainError

if TYPE_CHECKING:
    from sanshe.domain.places.models import Community

# The exit code for a file that cannot be used at all; a file of which some rows were refused was used.
UNUSABLE = 2


class UnusableError(click.ClickException):
    """The file given is not what it should be, or the place it should go to does not exist."""

    exit_code = UNUSABLE


def only_community() -> Community:
    """Return the one community there is; refuse where one has to be named."""
    from sanshe.domain.places import queries as places

    known = places.communities()
    if len(known) != 1:
        names = ", ".join(f"{community.code} {community.name}" for community in known[:10])
        raise UnusableError(f"Say which community with --community CODE. Known: {names or 'none yet'}.")
    return known[0]


def community_with(code: str | None) -> Community | None:
    """Return the community with this code, or None where no code is given; refuse a code that is not here."""
    from sanshe.domain.places import queries as places

    if code is None:
        return None
    community = places.community(code=code)
    if community is None:
        known = ", ".join(f"{other.code} {other.name}" for other in places.communities()[:10])
        raise UnusableError(f"There is no community {code}. Known: {known or 'none yet'}.")
    return community


def speak() -> None:
    """Word refusals in the language of the terminal: Chinese where it is Chinese, otherwise English."""
    from django.utils import translation

    terminal = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG", "")
    language = "zh-hans" if terminal.startswith("zh") else "en"
    click.get_current_context().with_resource(translation.override(language))


@contextmanager
def understandable() -> Iterator[None]:
    """Turn a refusal into a sentence and the exit code for it."""
    try:
        yield
    except DomainError as error:
        raise UnusableError(str(error)) from None
    except OSError as error:
        raise UnusableError(f"{error.filename or 'The file'} cannot be read: {error.strerror}.") from None
