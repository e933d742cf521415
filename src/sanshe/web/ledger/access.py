"""Accounts and transfers that open for whoever asks."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest

from sanshe.domain.ledger import operations, queries, rules
from sanshe.domain.ledger.errors import AccountForbidden
from sanshe.web.middleware import actor_of


def readable_account(request: HttpRequest, pk: UUID):
    """Return an account that the person may read; a worker's look at a neighbour's is written down."""
    found = queries.account(pk=pk)
    if found is None:
        raise Http404
    try:
        operations.look_at_account(actor=actor_of(request), account=found, at=request.at)
    except AccountForbidden as refused:
        raise PermissionDenied from refused
    return found


def readable_transfer(request: HttpRequest, pk: UUID):
    """Return a transfer and the entry that is the person's own; of others' affairs nobody knows even that they are.

    A worker sees what is not theirs as from the side that gave; that look is written down.
    """
    found = queries.transfer(pk=pk)
    if found is None:
        raise Http404
    actor = actor_of(request)
    entries = sorted(found.entries.all(), key=lambda one: one.amount_min)
    for entry in entries:
        if rules.may_spend(person=actor, account=entry.account, at=request.at):
            return found, entry, True
    if not rules.may_run_scheme(person=actor, community=found.scheme.community, at=request.at):
        raise Http404
    for entry in entries:
        operations.look_at_account(actor=actor, account=entry.account, at=request.at)
    return found, entries[0], False
