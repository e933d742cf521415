"""The routes of version 1."""

from typing import Literal
from uuid import UUID

from django.http import HttpRequest
from ninja import Header, NinjaAPI, Query, Status
from ninja.security import SessionAuth

from sanshe.api.schemas import (
    AgreementOut,
    AnswerOut,
    AskIn,
    CommunityOut,
    NeedIn,
    OfferIn,
    PostedOut,
    Refusal,
    StepIn,
)
from sanshe.domain.exchange import operations, queries
from sanshe.domain.places import queries as places
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.kernel.errors import DomainError
from sanshe.kernel.fields import plain_text

api = NinjaAPI(title="Sanshe", version="1", urls_namespace="api", docs_url=None)
signed_in = SessionAuth()

STEPS = {
    "accept": (operations.accept_agreement, ""),
    "decline": (operations.decline_agreement, "reason"),
    "withdraw": (operations.withdraw_request, ""),
    "cancel": (operations.cancel_agreement, "reason"),
    "deliver": (operations.record_delivery, "note"),
    "confirm": (operations.confirm_delivery, "thanks"),
    "dispute": (operations.dispute_delivery, "reason"),
}


class NotFound(Exception):
    """There is nothing here, or nothing for this caller."""


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError):
    """Answer a refusal with its code and sentence."""
    return api.create_response(request, {"code": error.code, "field": error.field, "message": str(error)}, status=409)


@api.exception_handler(NotFound)
def not_found(request: HttpRequest, error: NotFound):
    """Answer that there is nothing here."""
    return api.create_response(
        request, {"code": "not_found", "field": None, "message": "Nothing is here for you."}, status=404
    )


@api.get("/communities", response=list[CommunityOut])
def communities(request: HttpRequest):
    """List the communities of the district."""
    return places.communities()


@api.get("/answers", response={200: list[AnswerOut], 404: Refusal})
def answers(
    request: HttpRequest,
    community: Query[str],
    q: Query[str],
    kind: Literal["need", "offer"] = "need",
    limit: int = 10,
):
    """Answer a sentence: offers for a need, needs for an offer, the best first."""
    search = queries.answers_to if kind == "need" else queries.needs_for
    found = search(
        sentence=plain_text(q[:500]),
        community=_community(community),
        at=request.at,
        limit=max(1, min(limit, 50)),
    )
    return [_answer(answer) for answer in found]


@api.post("/needs", response={201: PostedOut, 404: Refusal, 409: Refusal}, auth=signed_in)
def post_need(request: HttpRequest, said: NeedIn, idempotency_key: Header[str] = ""):
    """Put a need on the board."""
    posted = operations.post_need(
        actor=request.user, at=request.at, idempotency_key=idempotency_key[:64], **_resolved(said)
    )
    found = queries.answers_to_need(need=posted, at=request.at)
    operations.count_answers(need_id=posted.pk, count=len(found), at=request.at)
    return Status(201, posted)


@api.post("/offers", response={201: PostedOut, 404: Refusal, 409: Refusal}, auth=signed_in)
def post_offer(request: HttpRequest, said: OfferIn, idempotency_key: Header[str] = ""):
    """Put an offer on the board."""
    fields = _resolved(said)
    posted = operations.post_offer(actor=request.user, at=request.at, idempotency_key=idempotency_key[:64], **fields)
    met = queries.needs_for_offer(offer=posted, community=fields["community"], at=request.at)
    operations.note_answer(offer_id=posted.pk, need_ids=[answer.intent.pk for answer in met], at=request.at)
    return Status(201, posted)


@api.post("/offers/{offer_id}/ask", response={201: AgreementOut, 404: Refusal, 409: Refusal}, auth=signed_in)
def ask_for_offer(request: HttpRequest, offer_id: UUID, said: AskIn, idempotency_key: Header[str] = ""):
    """Ask the provider of an offer for help with one's need."""
    reader = {"actor": request.user, "at": request.at}
    if not queries.offer_for(pk=offer_id, **reader) or not queries.need_for(pk=said.need, **reader):
        raise NotFound
    return Status(
        201,
        operations.ask_for_offer(
            actor=request.user,
            offer_id=offer_id,
            need_id=said.need,
            message=said.message,
            idempotency_key=idempotency_key[:64],
            at=request.at,
        ),
    )


@api.get("/agreements/{agreement_id}", response={200: AgreementOut, 404: Refusal}, auth=signed_in)
def agreement(request: HttpRequest, agreement_id: UUID):
    """Tell one of its sides where an agreement stands."""
    return _agreement(request, agreement_id)


@api.post(
    "/agreements/{agreement_id}/{step}",
    response={200: AgreementOut, 404: Refusal, 409: Refusal},
    auth=signed_in,
)
def take_step(
    request: HttpRequest,
    agreement_id: UUID,
    step: Literal["accept", "decline", "withdraw", "cancel", "deliver", "confirm", "dispute"],
    said: StepIn,
):
    """Take a step with an agreement; `words` is its reason, note or thanks."""
    _agreement(request, agreement_id)
    operation, words = STEPS[step]
    with_words = {words: said.words} if words else {}
    return operation(actor=request.user, agreement_id=agreement_id, at=request.at, **with_words)


def _community(code: str):
    found = places.community(code=code) if code.isdecimal() else None
    if found is None:
        raise NotFound
    return found


def _agreement(request: HttpRequest, pk: UUID):
    found = queries.agreement_for(actor=request.user, pk=pk, at=request.at)
    if found is None:
        raise NotFound
    return found


def _resolved(said: NeedIn | OfferIn) -> dict:
    fields = said.dict()
    fields["community"] = _community(said.community)
    fields["category"] = taxonomy.category(code=said.category) if said.category else None
    if said.category and fields["category"] is None:
        raise NotFound
    return fields


def _answer(answer: queries.Answer) -> dict:
    intent = answer.intent
    return {
        "id": intent.pk,
        "sentence": intent.sentence,
        "who": getattr(intent, "provider_name", None) or (intent.person.public_name if intent.person else ""),
        "category": intent.category.code if intent.category else None,
        "score": answer.score,
        "reasons": [{"code": reason.code, "params": dict(reason.params)} for reason in answer.reasons],
    }
