"""The board, one slip with who fits, and one's own things."""

import uuid
from dataclasses import replace
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.exchange import operations, queries, rules
from sanshe.domain.exchange.choices import SAID_BY_OWNER, ClosedAs
from sanshe.domain.notifications import queries as notifications
from sanshe.domain.people import queries as people
from sanshe.domain.referrals import rules as referrals
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.domain.trust import rules as trust
from sanshe.kernel.errors import DomainError
from sanshe.web.doors import own_doors
from sanshe.web.exchange.slips import answer_slip, me_too_in_words, slip_of, slips_of, with_post
from sanshe.web.exchange.standing import standings
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in, uuid_in
from sanshe.web.people.access import sign_in_first


@require_safe
def needs(request: HttpRequest) -> HttpResponse:
    """List the open needs of the community."""
    return _board(request, queries.open_needs, "exchange/needs.html")


@require_safe
def offers(request: HttpRequest) -> HttpResponse:
    """List the open offers of the community."""
    return _board(request, queries.open_offers, "exchange/offers.html")


@never_cache
@require_safe
def need(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a need: to its owner with answers and agreements, to others with the way to help."""
    actor = actor_of(request)
    found = queries.need_for(actor=actor, pk=pk, at=request.at)
    if found is None:
        raise Http404
    is_own = rules.is_owner(person=actor, intent=found, at=request.at)
    if found.is_private and not is_own:
        operations.note_look(actor=actor, need=found, at=request.at)
    agreements = queries.agreements_on_need(need=found) if is_own else []
    is_waiting = found.seeks_help
    asked = {one.offer_id for one in agreements if not one.is_finished}
    answers = queries.answers_to_need(need=found, at=request.at) if is_own and is_waiting else ()
    operations.note_shown(need=found, answers=answers, at=request.at)
    said = queries.me_too_counts(need_ids=[found.pk], actor=actor).get(found.pk)
    return render(
        request,
        "exchange/need.html",
        {
            "need": found,
            "slip": slip_of(found),
            "is_own": is_own,
            "sees_writer": found.entered_by_id is not None and (is_own or found.entered_by == actor),
            "may_withdraw": found.is_open and rules.may_withdraw(person=actor, intent=found, at=request.at),
            "standings": standings(agreements, person=actor, at=request.at),
            "agreements": agreements,
            "answers": [_askable(answer, found, asked) for answer in answers],
            "is_waiting": is_waiting,
            "me_too": me_too_in_words(said) if said else "",
            "may_say_me_too": found.is_open and not is_own and not found.is_private,
            "has_said_me_too": said is not None and said.has_said,
            "reasons": [(one.value, one.label) for one in SAID_BY_OWNER],
            "may_reopen": _may_reopen(request, found),
            "may_refer": found.person_id is not None and referrals.may_refer(person=actor, need=found, at=request.at),
            "key": uuid.uuid4().hex,
        },
    )


@never_cache
@require_safe
def offer(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show an offer: to its owner with who asked and whom it would help, to others with the way to ask."""
    actor = actor_of(request)
    found = queries.offer_for(actor=actor, pk=pk, at=request.at)
    if found is None:
        raise Http404
    is_own = rules.is_owner(person=actor, intent=found, at=request.at)
    agreements = queries.agreements_on_offer(offer=found) if is_own else []
    waiting = (
        queries.needs_for_offer(offer=found, community=community_of(request), at=request.at)
        if is_own and found.is_open
        else ()
    )
    own_needs = [] if is_own or not actor else queries.needs_of(person=actor).filter(status="open")[:10]
    return render(
        request,
        "exchange/offer.html",
        {
            "offer": found,
            "slip": slip_of(found),
            "is_own": is_own,
            "may_see_record": actor is not None
            and found.person is not None
            and trust.may_see_record(person=actor, of=found.person, at=request.at),
            "sees_writer": found.entered_by_id is not None and (is_own or found.entered_by == actor),
            "may_withdraw": found.is_open and rules.may_withdraw(person=actor, intent=found, at=request.at),
            "may_see_wordings": rules.may_see_wordings(person=actor, offer=found, at=request.at),
            "standings": standings(agreements, person=actor, at=request.at),
            "agreements": agreements,
            "answers": [answer_slip(answer) for answer in waiting],
            "own_needs": own_needs,
            "is_full": found.places_left is not None and found.places_left < 1,
            "waiting_count": queries.waiting_for(offer=found).count() if found.capacity is not None else 0,
            "key": uuid.uuid4().hex,
        },
    )


@require_POST
@sign_in_first
def ask(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Ask the provider of an offer, with one of one's own needs or without."""
    return _try(
        request,
        lambda: operations.ask_for_offer(
            actor=actor_of(request),
            offer_id=pk,
            need_id=uuid_in(request.POST, "need"),
            community=community_of(request),
            message=text_in(request.POST, "message", longest=200),
            may_wait=bool(request.POST.get("may_wait")),
            idempotency_key=request.POST.get("key", ""),
            at=request.at,
        ),
        back=("offer", pk),
        done=_("Your question is on its way. You find it under “Mine”."),
    )


@require_POST
@sign_in_first
def hand(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Tell somebody in need that one will help."""
    return _try(
        request,
        lambda: operations.lend_a_hand(
            actor=actor_of(request),
            need_id=pk,
            offer_id=uuid_in(request.POST, "offer"),
            message=text_in(request.POST, "message", longest=200),
            idempotency_key=request.POST.get("key", ""),
            at=request.at,
        ),
        back=("need", pk),
        done=_("Thank you. We let them know that you will help."),
    )


@require_POST
@sign_in_first
def withdraw(request: HttpRequest, kind: str, pk: UUID) -> HttpResponse:
    """Take a slip down from the board."""
    try:
        if kind == "need":
            said = request.POST.get("closed_as", "")
            closed_as = said if said in SAID_BY_OWNER else ClosedAs.NOT_NEEDED
            operations.close_need(actor=actor_of(request), need_id=pk, closed_as=closed_as, at=request.at)
        else:
            operations.withdraw_offer(actor=actor_of(request), offer_id=pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
        return redirect(kind, pk=pk)
    say(request, _("The slip is taken down."))
    return redirect(kind, pk=pk) if kind == "need" else redirect("mine")


@require_POST
@sign_in_first
def reopen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a need back on the board."""
    try:
        operations.reopen_need(actor=actor_of(request), need_id=pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("The slip is back on the board."))
    return redirect("need", pk=pk)


@require_POST
@sign_in_first
def me_too(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Count oneself among those who have this need too."""
    done = _("You are counted with them. It gives their need weight.")
    return _count_me(request, pk, operations.say_me_too, done=done)


@require_POST
@sign_in_first
def me_too_undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """No longer be counted among those who have this need too."""
    done = _("You are no longer counted with them.")
    return _count_me(request, pk, operations.take_back_me_too, done=done)


def _count_me(request: HttpRequest, pk: UUID, operation, *, done: str) -> HttpResponse:
    try:
        operation(actor=actor_of(request), need_id=pk, at=request.at)
    except DomainError as error:
        warn(request, str(error))
        return redirect("needs")
    say(request, done)
    return redirect("need", pk=pk)


@never_cache
@require_safe
@sign_in_first
def mine(request: HttpRequest) -> HttpResponse:
    """Show what the person, or somebody they speak for, has on the board and with whom, what waits for them first."""
    actor = actor_of(request)
    whose = _whose(request, actor)
    agreements = queries.agreements_of(person=whose, at=request.at)[:60]
    stand = standings(agreements, person=whose, at=request.at)
    page = page_of(request, queries.needs_of(person=whose), per_page=10)
    return render(
        request,
        "exchange/mine.html",
        {
            "waiting": [one for one in stand if one.waits_for_me],
            "running": [one for one in stand if not one.waits_for_me and not one.agreement.is_finished],
            "past": [one for one in stand if one.agreement.is_finished],
            "needs": slips_of(page),
            "paging": paging(request, page),
            "offers": slips_of(queries.offers_of(person=whose)[:20]),
            "whose": whose if whose != actor else None,
            "doors": own_doors(request) if whose == actor else [],
            "unread": notifications.unread_count(person=actor) if whose == actor else 0,
        },
    )


def _whose(request: HttpRequest, actor):
    """Return whose things are shown: one's own, or those of somebody one speaks for."""
    wanted = uuid_in(request.GET, "for")
    if wanted is None or wanted == actor.pk:
        return actor
    whose = people.spoken_for(person=actor, at=request.at).filter(pk=wanted).first()
    if whose is None:
        raise Http404
    operations.note_look_at_things(actor=actor, person=whose, at=request.at)
    return whose


def _board(request: HttpRequest, listing, template: str) -> HttpResponse:
    community = community_of(request)
    if community is None:
        return redirect("home")
    category = text_in(request.GET, "category")
    page = page_of(request, listing(community=community, category_code=category))
    me_toos = queries.me_too_counts(need_ids=[one.pk for one in page], actor=actor_of(request))
    shown = {
        "slips": slips_of(page, me_toos=me_toos),
        "paging": paging(request, page),
        "category": category,
        "categories": taxonomy.top_categories(),
    }
    return render(request, template, shown)


def _may_reopen(request: HttpRequest, need) -> bool:
    """Tell whether a closed need can be put back by who looks at it."""
    if need.is_open or need.closed_as == ClosedAs.MERGED:
        return False
    return rules.may_withdraw(person=actor_of(request), intent=need, at=request.at)


def _askable(answer: queries.Answer, need, asked: set[UUID]):
    """Return the slip of an answer with the button that asks for it, or with the word that it has been asked."""
    shown = answer_slip(answer)
    if answer.intent.pk in asked:
        return replace(shown, state=_("You have asked. The answer is still to come."))
    return with_post(
        shown,
        text=_("Ask them for help") if answer.intent.organization_id else _("Ask for help"),
        url=reverse("ask", args=[answer.intent.pk]),
        need=str(need.pk),
        key=f"{need.pk} {answer.intent.pk}",
    )


def _try(request: HttpRequest, operation, *, back: tuple[str, UUID], done: str) -> HttpResponse:
    try:
        agreement = operation()
    except DomainError as error:
        warn(request, str(error))
        return redirect(back[0], pk=back[1])
    say(request, done)
    return redirect("agreement", pk=agreement.pk)
