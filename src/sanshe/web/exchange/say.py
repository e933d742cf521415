"""From a sentence to a slip on the board: read it, show the chips and the answers, post it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
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
from sanshe.kernel.fields import plain_text
from sanshe.web.exchange.chips import (
    draft_chips_of,
    heard,
    is_chosen,
    other_times,
    words_for_whom,
    words_of_category,
)
from sanshe.web.exchange.forms import DraftForm, time_fields
from sanshe.web.exchange.slips import answer_slip, similar_slip, slips_of
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of, community_of
from sanshe.web.parameters import text_in, uuid_in

DRAFT_KEY = "draft"
ANSWERS_SHOWN = 6
SIMILAR_SHOWN = 3
MANY = ("conditions", "languages")
# A time is corrected as a whole.
TIME = ("on_date", "until_date", "from_time", "to_time", "recurrence")
# What follows from the sentence, and may be corrected.
READ = (
    "category",
    *TIME,
    "place_text",
    "age_band",
    "age_years",
    "conditions",
    "party_size",
    "cost_basis",
    "is_urgent",
    "at_home",
    "helpers_wanted",
    "languages",
)
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
    """Show a sentence as a slip with all that was understood, and who answers; on POST, put it on the board."""
    community = community_of(request)
    if community is None:
        return redirect("home")
    if request.method == "POST":
        return _post(request, community)
    draft = request.session.pop(DRAFT_KEY, None) if request.GET.get("draft") else None
    if draft:
        form = _bound(request, draft)
        form.is_valid()
        return render(request, "exchange/slip.html", _shown(request, form))
    sentence = text_in(request.GET, "q", longest=500)
    if not sentence:
        return redirect("home")
    reading = queries.reading_of(sentence=sentence, community=community, at=request.at)
    kind = request.GET.get("kind") if request.GET.get("kind") in MIRROR else reading.direction or "need"
    form = DraftForm.from_reading(
        sentence=sentence,
        kind=kind,
        reading=reading,
        categories=taxonomy.categories(),
        principals=_principals(request),
    )
    return render(request, "exchange/slip.html", _shown(request, form, reading=reading))


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
    sentence = text_in(request.POST, "sentence", longest=500)
    reading = queries.reading_of(sentence=sentence, community=community, at=request.at)
    was_read = text_in(request.POST, "read_sentence", longest=500)
    if sentence and was_read and was_read != sentence:
        before = queries.reading_of(sentence=was_read, community=community, at=request.at)
        form = _bound(request, _read_anew(request.POST, sentence, before, reading), reading=reading)
        shown = _shown(request, form, reading=reading, is_read_anew=form.is_valid())
        return render(request, "exchange/slip.html", shown, status=200 if form.is_valid() else 422)
    if request.POST.get("use_time", "").isdecimal():
        form = _bound(request, _with_time(request.POST, reading), reading=reading)
        status = 200 if form.is_valid() else 422
        return render(request, "exchange/slip.html", _shown(request, form, reading=reading), status=status)
    form = _bound(request, request.POST, reading=reading)
    if not form.is_valid():
        return _again(request, form, reading)
    if "look" in request.POST:
        return render(request, "exchange/slip.html", _shown(request, form, reading=reading))
    if actor is None:
        many = {name: request.POST.getlist(name) for name in MANY}
        request.session[DRAFT_KEY] = {**request.POST.dict(), **many}
        return redirect(f"{reverse('sign_in')}?next={reverse('say')}%3Fdraft=1")
    said = form.cleaned_data
    whom = next((one for one in _principals(request) if str(one.pk) == said["receiver"]), None)
    common = {
        "actor": actor,
        "community": community,
        "sentence": said["sentence"],
        "category": taxonomy.category(code=said["category"]) if said["category"] else None,
        "starts_at": said["starts_at"],
        "ends_at": said["ends_at"],
        "time_text": next((span.words[:80] for span in reading.times if is_chosen(form, span)), ""),
        "recurrence": said["recurrence"],
        "place_text": said["place_text"],
        "cost_basis": said["cost_basis"],
        "languages": said["languages"],
        "idempotency_key": said["key"],
        "at": request.at,
    }
    try:
        if said["kind"] == "offer":
            posted = operations.post_offer(**common, provider=whom, capacity=said["party_size"])
            met = queries.needs_for_offer(offer=posted, community=community, at=request.at)
            operations.note_answer(offer_id=posted.pk, need_ids=[answer.intent.pk for answer in met], at=request.at)
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
            conditions=said["conditions"],
            party_size=said["party_size"],
            helpers_wanted=said["helpers_wanted"],
            at_home=said["at_home"],
            is_urgent=said["is_urgent"],
            is_private=said["is_private"],
        )
    except DomainError as error:
        refuse(form, error)
        return _again(request, form, reading)
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


def _bound(request: HttpRequest, values, *, reading=None) -> DraftForm:
    likely = [one.code for one in reading.categories] if reading else ()
    return DraftForm(values, categories=taxonomy.categories(), principals=_principals(request), likely=likely)


def _with_time(posted: QueryDict, reading) -> QueryDict:
    """Return what was posted with another of the times that the sentence speaks of."""
    values, number = posted.copy(), int(posted["use_time"][:4])
    if number < len(reading.times):
        span = reading.times[number]
        _set(values, {**time_fields(span), "recurrence": span.recurrence})
    return values


def _read_anew(posted: QueryDict, sentence: str, before, now) -> QueryDict:
    """Return what was posted with what the changed sentence says, except where the writer had corrected the chips."""
    values = posted.copy()
    kind = posted.get("kind", "need")
    was = DraftForm.initial_of(sentence="", kind=kind, reading=before)
    becomes = DraftForm.initial_of(sentence=sentence, kind=kind, reading=now)
    untouched = {name for name in READ if posted.getlist(name) == _as_posted(was.get(name))}
    if not untouched.issuperset(TIME):
        untouched -= set(TIME)
    _set(values, {name: becomes.get(name) for name in untouched})
    values["read_sentence"] = sentence
    return values


def _set(values: QueryDict, fields: dict) -> None:
    for name, value in fields.items():
        values.setlist(name, _as_posted(value))


def _as_posted(value) -> list[str]:
    """Return what a browser would post for a value of a field of this form."""
    if isinstance(value, list):
        return [str(one) for one in value]
    if isinstance(value, bool):
        return ["on"] if value else []
    if hasattr(value, "hour"):
        return [f"{value:%H:%M}"]
    return ["" if value is None else str(value)]


def _again(request: HttpRequest, form: DraftForm, reading) -> HttpResponse:
    return render(request, "exchange/slip.html", _shown(request, form, reading=reading), status=422)


def _shown(request: HttpRequest, form: DraftForm, *, reading=None, is_read_anew: bool = False) -> dict:
    community, actor = community_of(request), actor_of(request)
    sentence = " ".join(plain_text(form["sentence"].value() or "").split())[:500]
    kind = form["kind"].value() if form["kind"].value() in MIRROR else "need"
    category = form["category"].value() or ""
    if reading is None:
        reading = queries.reading_of(sentence=sentence, community=community, at=request.at)
    has_agreed = actor is not None and people_queries.has_consented(person=actor, kind=ConsentKind.SENSITIVE_DATA)
    found = _answers(request, sentence=sentence, kind=kind, category=category) if sentence else ()
    same = ()
    if sentence and kind == "need":
        same = queries.similar_needs(
            sentence=sentence,
            community=community,
            category_code=category,
            actor=actor,
            at=request.at,
            limit=SIMILAR_SHOWN,
        )
    pieces = heard(sentence, reading=reading, category=category)
    return {
        "form": form,
        "chips": draft_chips_of(form),
        "heard": pieces,
        "is_heard": any(layer for _, layer in pieces),
        "kind_words": words_of_category(sentence, reading=reading, category=category),
        "whom_words": words_for_whom(reading),
        "other_times": other_times(form, reading),
        "answers": [answer_slip(one) for one in found],
        "similar": [similar_slip(one) for one in same],
        "sentence": sentence,
        "kind": kind,
        "sounds_like": reading.direction if reading.direction != kind else "",
        "is_read_anew": is_read_anew,
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
