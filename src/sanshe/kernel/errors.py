"""Refusals that a user can understand."""

from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A refusal, said so that the person who asked can do something about it.

    A subclass gives `code` (stable, for machines), `message` (translated, a %-format over the keywords the
    refusal is raised with) and, where it is about one thing that was typed, `field`.
    """

    code: ClassVar[str] = "refused"
    field: ClassVar[str | None] = None
    message: ClassVar[str | Promise] = _("This cannot be done.")

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.params = params

    def __str__(self) -> str:
        return str(self.message) % self.params
