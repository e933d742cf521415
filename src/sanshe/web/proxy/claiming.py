"""Taking over, on one's own phone, what a worker entered; or helping somebody for whom it was entered."""

from datetime import datetime, timedelta
from urllib.parse import quote
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.proxy import operations, queries
from sanshe.kernel.errors import DomainError
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.people.views import CLAIM_KEY
from sanshe.web.proxy.forms import ReceiptForm

OPEN_FOR = timedelta(hours=1)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest) -> HttpResponse:
    """Take the code of a receipt."""
    if request.method != "POST":
        code = text_in(request.GET, "code", longest=24)
        return render(request, "proxy/claim.html", {"form": ReceiptForm(initial={"code": code})})
    form = ReceiptForm(request.POST)
    if form.is_valid():
        try:
            receipt = operations.open_receipt(
                code=form.cleaned_data["code"], asker=request.META.get("REMOTE_ADDR", ""), at=request.at
            )
        except DomainError as error:
            refuse(form, error)
        else:
            request.session[CLAIM_KEY] = {"receipt": str(receipt.pk), "at": request.at.isoformat()}
            return redirect("claim_whose")
    return render(request, "proxy/claim.html", {"form": form}, status=422)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim_whose(request: HttpRequest) -> HttpResponse:
    """Say for whom the receipt is, and ask whether that is who holds the phone."""
    receipt = _opened(request)
    if receipt is None:
        return _ended(request)
    if request.method == "POST":
        own = request.POST.get("own") == "yes"
        following = quote(reverse("claim_done" if own else "claim_help"), safe="")
        if actor_of(request) is not None and not own:
            return redirect("claim_help")
        return redirect(f"{reverse('sign_in')}?next={following}")
    return render(request, "proxy/claim_whose.html", {"person": receipt.person})


@never_cache
@require_safe
@sign_in_first
def claim_done(request: HttpRequest) -> HttpResponse:
    """Welcome whoever took their account over; or say that their phone belongs to another entry already."""
    actor = actor_of(request)
    receipt = _opened(request)
    if receipt and receipt.person_id != actor.pk:
        return render(request, "proxy/claim_other.html", {"person": receipt.person, "actor": actor})
    request.session.pop(CLAIM_KEY, None)
    return redirect("entered")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def claim_help(request: HttpRequest) -> HttpResponse:
    """Let somebody who holds the receipt speak for whose it is."""
    receipt = _opened(request)
    if receipt is None:
        return _ended(request)
    if request.method == "POST":
        try:
            principal = operations.become_helper(actor=actor_of(request), receipt_id=receipt.pk, at=request.at)
        except DomainError as error:
            warn(request, str(error))
            return redirect("claim")
        request.session.pop(CLAIM_KEY, None)
        say(request, _("You may act for %(name)s now. Every step is written down.") % {"name": principal.public_name})
        return redirect(f"{reverse('mine')}?for={principal.pk}")
    return render(request, "proxy/claim_help.html", {"person": receipt.person})


@require_POST
@sign_in_first
def claim_same(request: HttpRequest) -> HttpResponse:
    """Say that the receipt's entry and one's own are one person; a worker looks at both."""
    receipt = _opened(request)
    if receipt is None:
        return _ended(request)
    try:
        operations.propose_the_same(actor=actor_of(request), receipt_id=receipt.pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("Thank you. A worker of the community looks at it and joins the two."))
        request.session.pop(CLAIM_KEY, None)
    return redirect("home")


@require_POST
@sign_in_first
def claim_leave(request: HttpRequest) -> HttpResponse:
    """Leave a receipt as it is; its code goes on to count."""
    request.session.pop(CLAIM_KEY, None)
    say(request, _("Nothing was changed. The receipt still counts."))
    return redirect("home")


def _opened(request: HttpRequest):
    """Return the receipt whose code was typed in this browser a short while ago, while it counts."""
    opened = request.session.get(CLAIM_KEY)
    if not opened or datetime.fromisoformat(opened["at"]) < request.at - OPEN_FOR:
        return None
    return queries.live_receipt(pk=UUID(opened["receipt"]))


def _ended(request: HttpRequest) -> HttpResponse:
    warn(request, _("Please type the code of the receipt first."))
    return redirect("claim")
