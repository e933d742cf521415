"""Giving minutes away: to whom and how long, once more to be looked at, done; and back again."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.ledger import operations, queries, rules
from sanshe.domain.ledger.errors import AccountUnknown, CreditFloorReached, HolderGone, SameAccount
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.ledger.access import readable_transfer
from sanshe.web.ledger.forms import GROUP, NUMBER, POOL, GiveForm
from sanshe.web.ledger.words import balance_words, in_words, name_of, what_of
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.parameters import uuid_in
from sanshe.web.people.access import sign_in_first


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def give(request: HttpRequest) -> HttpResponse:
    """Ask to whom and how long, show it once more, and do it."""
    actor = actor_of(request)
    giving = _giving_account(request)
    if giving is None:
        return redirect("credits")
    neighbours = [(str(one.pk), name_of(one)) for one in queries.known_neighbours(account=giving)]
    groups = [(str(one.pk), one.display_name) for one in queries.groups_to_give_to(scheme=giving.scheme)]
    form = GiveForm(request.POST or None, neighbours=neighbours, groups=groups)
    if request.method == "POST" and form.is_valid():
        try:
            name = _receiver_name(giving, form.cleaned_data)
            _check_room(giving, form.total())
            if request.POST.get("step") == "do":
                return _done(request, actor, giving, form, name)
            context = {"account": giving, "form": form, "name": name, "time": in_words(form.total())}
            return render(request, "ledger/give_confirm.html", context)
        except DomainError as refused:
            refuse(form, refused)
    context = {
        "account": giving,
        "form": form,
        "from": name_of(giving),
        "is_own": rules.owns(person=actor, account=giving),
        "room": in_words(queries.available(account=giving)),
        "balance": balance_words(giving.balance_min),
    }
    return render(request, "ledger/give.html", context, status=422 if form.errors else 200)


@never_cache
@require_safe
@sign_in_first
def transfer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show one transfer to either side, and let it be taken back by whoever may."""
    found, entry, is_own = readable_transfer(request, pk)
    other = next((one.account for one in found.entries.all() if one.pk != entry.pk), None)
    reversed_by = getattr(found, "reversal", None)
    return render(
        request,
        "ledger/transfer.html",
        {
            "transfer": found,
            "account": entry.account,
            "is_own": is_own,
            "what": what_of(found.kind, amount_min=entry.amount_min),
            "mine": name_of(entry.account),
            "other": name_of(other, is_known=not is_own or queries.knows(entry=entry)),
            "came": entry.amount_min > 0,
            "time": in_words(entry.amount_min),
            "reversed_by": reversed_by,
            "may_take_back": found.scheme.is_open
            and rules.may_reverse(person=actor_of(request), transfer=found, at=request.at),
        },
    )


@require_POST
@never_cache
@sign_in_first
def take_back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take a gift back, or give back what was received."""
    readable_transfer(request, pk)
    try:
        back = operations.take_back(actor=actor_of(request), transfer_id=pk, at=request.at)
    except CreditFloorReached:
        warn(request, _("Those minutes were used already, so they cannot come back. Please talk to a worker."))
        return redirect("credit_transfer", pk)
    except DomainError as refused:
        warn(request, str(refused))
        return redirect("credit_transfer", pk)
    say(request, _("It is back where it came from."))
    return redirect("credit_transfer", back.pk)


def _giving_account(request: HttpRequest):
    """Return the account that the gift comes from: the one named, else one's own; none where nothing can be given."""
    actor = actor_of(request)
    values = request.POST if request.method == "POST" else request.GET
    if "from" in values:
        found = queries.account(pk=uuid_in(values, "from"))
        if found is None or not rules.may_spend(person=actor, account=found, at=request.at):
            raise Http404
    else:
        found = queries.own_account(scheme=queries.scheme_of(community=community_of(request)), person=actor)
    return found if found and found.scheme.is_open else None


def _receiver_name(giving, said) -> str:
    if said["receiver"] == POOL:
        return _("The common pot")
    if said["receiver"] == GROUP:
        groups = queries.groups_to_give_to(scheme=giving.scheme)
        return next(one.display_name for one in groups if str(one.pk) == said["group"])
    if said["receiver"] == NUMBER:
        found = queries.account_with_number(scheme=giving.scheme, number=said["number"])
        if found is None:
            raise AccountUnknown
        _check_receiver(giving, found)
        return name_of(found, is_known=False)
    found = queries.account(pk=UUID(said["receiver"]))
    if found is None:
        raise AccountUnknown
    _check_receiver(giving, found)
    return name_of(found)


def _check_receiver(giving, found) -> None:
    if found.pk == giving.pk:
        raise SameAccount
    if not found.is_running:
        raise HolderGone


def _check_room(giving, minutes: int) -> None:
    room = queries.available(account=giving)
    if minutes > room:
        raise CreditFloorReached(minutes=room)


def _done(request: HttpRequest, actor, giving, form: GiveForm, name: str) -> HttpResponse:
    said = form.cleaned_data
    to = said["receiver"]
    done = operations.give(
        actor=actor,
        account_id=giving.pk,
        minutes=form.total(),
        at=request.at,
        number=said["number"] if to == NUMBER else "",
        organization_id=UUID(said["group"]) if to == GROUP else None,
        to_pool=to == POOL,
        neighbour_id=None if to in (NUMBER, GROUP, POOL) else UUID(to),
        note=said["note"],
        idempotency_key=said["key"],
    )
    say(request, _("%(name)s has received %(time)s from you.") % {"name": name, "time": in_words(form.total())})
    return redirect("credit_transfer", done.pk)
