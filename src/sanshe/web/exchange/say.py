"""From a sentence to a slip on the board: read it, show the chips and the answers, post it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from sanshe.domain.exchange import operations, queries
from sanshe.domain.people import operations as people
from sanshe.domain.people import queries as people_queries
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.domain.texts import queries as texts
from sanshe.domain.texts.choices import TextCode
from sanshe.kernel.errors import DomainError
from sanshe.web.exchange.chips import chips_of
from sanshe.web.exchange.forms import SlipForm
from sanshe.web.exchange.slips import answer_slip, slips_of
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.parameters import text_in, uuid_in

DRAFT_KEY = "draft"
ANSWERS_SHOWN = 6
MIRROR = {"need": queries.answers_to, "offer": queries.needs_for}


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Ask the one question, and show what hangs on the board."""
    community = community_of(request)
    if community is None:
        return render(request, "exchange/no_community.html")
    return render(
        request,
        "exchange/home.html",
        {
            "needs": slips_of(queries.open_needs(community=community)[:4]),
            "offers": slips_of(queries.open_offers(community=community).exclude(person=None)[:4]),
        },
    )


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def slip(request: HttpRequest) -> HttpResponse:
    """Show a sentence as a slip with its chips and answers; on POST, put it on the board."""
    community = community_of(request)
    if community is None:
        return redirect("home")
    if request.method == "POST":
        return _post(request, community)
    categories = taxonomy.categories()
    draft = request.session.pop(DRAFT_KEY, None) if request.GET.get("draft") else None
    if draft:
        form = SlipForm(draft, categories=categories, principals=_principals(request))
        form.is_valid()
        sentence, kind = draft.get("sentence", ""), draft.get("kind", "need")
        reading = None
    else:
        sentence = text_in(request.GET, "q", longest=500)
        if not sentence:
            return redirect("home")
        reading = queries.reading_of(sentence=sentence, community=community, at=request.at)
        kind = request.GET.get("kind") if request.GET.get("kind") in MIRROR else reading.direction or "need"
        form = SlipForm.from_reading(
            sentence=sentence, kind=kind, reading=reading, categories=categories, principals=_principals(request)
        )
    shown = _shown(request, form, sentence=sentence, kind=kind)
    shown["sounds_like"] = reading.direction if reading and reading.direction != kind else ""
    return render(request, "exchange/slip.html", shown)


@never_cache
@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Answer while somebody is still typing: the fragment below the sentence box."""
    community = community_of(request)
    sentence = text_in(request.GET, "q", longest=500) or text_in(request.GET, "sentence", longest=500)
    kind = request.GET.get("kind") if request.GET.get("kind") in MIRROR else "need"
    found = ()
    if community and len(sentence) >= 2:
        found = _answers(request, sentence=sentence, kind=kind, category=text_in(request.GET, "category"))
    shown = {
        "answers": [answer_slip(one) for one in found],
        "sentence": sentence,
        "kind": kind,
        "is_typing": True,
    }
    return render(request, "exchange/answers.html", shown)


def _post(request: HttpRequest, community) -> HttpResponse:
    actor = actor_of(request)
    categories = taxonomy.categories()
    principals = _principals(request)
    form = SlipForm(request.POST, categories=categories, principals=principals)
    if not form.is_valid():
        return _again(request, form)
    if actor is None:
        request.session[DRAFT_KEY] = request.POST.dict()
        return redirect(f"{reverse('sign_in')}?next={reverse('say')}%3Fdraft=1")
    said = form.cleaned_data
    whom = next((one for one in principals if str(one.pk) == said["receiver"]), None)
    common = {
        "actor": actor,
        "community": community,
        "sentence": said["sentence"],
        "category": taxonomy.category(code=said["category"]) if said["category"] else None,
        "starts_at": said["starts_at"],
        "ends_at": said["ends_at"],
        "time_text": said["time_text"],
        "recurrence": said["recurrence"],
        "place_text": said["place_text"],
        "cost_basis": said["cost_basis"],
        "idempotency_key": said["key"],
        "at": request.at,
    }
    try:
        if said["kind"] == "offer":
            posted = operations.post_offer(**common, provider=whom, capacity=said["party_size"])
            met = queries.needs_for_offer(offer=posted, community=community, at=request.at)
            operations.note_answer(need_ids=[answer.intent.pk for answer in met], at=request.at)
            say(request, _("Your offer is on the board. We tell you when somebody asks."))
            return redirect("offer", pk=posted.pk)
        if said["confidence"]:
            people.give_consent(
                person=whom or actor,
                kind=ConsentKind.SENSITIVE_DATA,
                wording=texts.text(code=TextCode.CONSENT_SENSITIVE_DATA, language=get_language() or ""),
                actor=actor,
                at=request.at,
            )
        posted = operations.post_need(
            **common,
            receiver=whom,
            age_band=said["age_band"],
            age_years=said["age_years"],
            conditions=[code for code in said["conditions"].split(",") if code],
            party_size=said["party_size"],
            is_urgent=said["is_urgent"],
            is_private=said["is_private"],
        )
    except DomainError as error:
        refuse(form, error)
        return _again(request, form)
    found = queries.answers_to_need(need=posted, at=request.at)
    operations.count_answers(need_id=posted.pk, count=len(found), at=request.at)
    if posted.is_private:
        say(request, _("The workers of your community read it now, and nobody else."))
    else:
        say(request, _("Your need is on the board."))
    if offer_id := uuid_in(request.POST, "ask"):
        return _ask_at_once(request, posted, offer_id)
    return redirect("need", pk=posted.pk)


def _ask_at_once(request: HttpRequest, need, offer_id: UUID) -> HttpResponse:
    try:
        agreement = operations.ask_for_offer(
            actor=actor_of(request),
            offer_id=offer_id,
            need_id=need.pk,
            at=request.at,
            idempotency_key=f"{need.pk} {offer_id}",
        )
    except DomainError as error:
        warn(request, str(error))
        return redirect("need", pk=need.pk)
    return redirect("agreement", pk=agreement.pk)


def _principals(request: HttpRequest) -> list:
    actor = actor_of(request)
    if actor is None:
        return []
    return [one.principal for one in people_queries.representations_by(person=actor, at=request.at)]


def _again(request: HttpRequest, form: SlipForm) -> HttpResponse:
    sentence = text_in(request.POST, "sentence", longest=500)
    kind = request.POST.get("kind") if request.POST.get("kind") in MIRROR else "need"
    return render(request, "exchange/slip.html", _shown(request, form, sentence=sentence, kind=kind), status=422)


def _shown(request: HttpRequest, form: SlipForm, *, sentence: str, kind: str) -> dict:
    category = form["category"].value() or ""
    actor = actor_of(request)
    has_agreed = actor is not None and people_queries.has_consented(person=actor, kind=ConsentKind.SENSITIVE_DATA)
    found = _answers(request, sentence=sentence, kind=kind, category=category) if sentence else ()
    return {
        "form": form,
        "chips": chips_of(form),
        "answers": [answer_slip(one) for one in found],
        "sentence": sentence,
        "kind": kind,
        "asks_for_confidence": form.is_in_confidence and (bool(form["confidence"].errors) or not has_agreed),
    }


def _answers(request: HttpRequest, *, sentence: str, kind: str, category: str):
    search = MIRROR.get(kind, queries.answers_to)
    return search(
        sentence=sentence,
        community=community_of(request),
        category_code=category,
        actor=actor_of(request),
        at=request.at,
        limit=ANSWERS_SHOWN,
    )
