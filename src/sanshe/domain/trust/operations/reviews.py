"""Saying how it was, answering that, and deciding about what hurts."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.exchange.choices import Side
from sanshe.domain.exchange.models import Agreement
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.notifications.queries import IN_CONFIDENCE
from sanshe.domain.people.models import Person
from sanshe.domain.people.queries import workers_of
from sanshe.domain.trust import queries, rules
from sanshe.domain.trust.errors import (
    AlreadyAnswered,
    AlreadyDecided,
    AlreadyReported,
    NotOverYet,
    NotYours,
    ReviewShown,
    ReviewTooLate,
)
from sanshe.domain.trust.models import Reply, Review, ReviewReport
from sanshe.domain.trust.models.reviews import WORDS_MAX
from sanshe.domain.trust.operations.words import checked, locked_agreement
from sanshe.kernel import journal


def write_review(*, actor: Person, agreement_id: UUID, is_kept: bool, at: datetime, words: str = "") -> Review:
    """Say how it was once it is over, for the side on which one stands; until others can read it, it can be changed.

    The other side reads it when both have written, or after fourteen days. It moves nobody's record.

    Raises
    ------
    NotYours
        The actor stands on no side.
    NotOverYet, ReviewTooLate, ReviewShown
        It is not over, over for too long, or can be read already.
    WordsTooLong
        More was written than fits.
    """
    words = checked(words, longest=WORDS_MAX, is_needed=False)
    with transaction.atomic():
        agreement = locked_agreement(agreement_id)
        side = rules.side_of(person=actor, agreement=agreement, at=at)
        if side is None:
            raise NotYours
        written = queries.reviews_of(agreement=agreement)
        own, other = written.get(side), written.get(side.other)
        if not rules.may_write_review(agreement=agreement, own=own, other=other, at=at):
            raise _why_not(agreement, own)
        review = _changed(own, is_kept=is_kept, words=words, at=at) if own else None
        if review is None:
            review = Review.objects.create(
                agreement=agreement,
                side=side,
                written_by=actor,
                is_kept=is_kept,
                words=words,
                written_at=at,
                opens_at=at if other else max(at, agreement.ended_at + rules.OPENS_AFTER),
                **_between(agreement, side, actor=actor),
            )
            if other:
                Review.objects.filter(pk=other.pk).update(opens_at=at)
            kind = NewsKind.REVIEW_SHOWN if other else NewsKind.REVIEW_WRITTEN
            _tell(agreement, side.other, kind=kind, who=queries.name_of(agreement=agreement, side=side), at=at)
        _record("trust.write_review", review, actor=actor, at=at)
    return review


def reply_to_review(*, actor: Person, review_id: UUID, words: str, at: datetime) -> Reply:
    """Answer what was said of oneself, once; everybody who reads the one reads the other.

    Raises
    ------
    NotYours
        It is not about the actor, or cannot be read yet.
    AlreadyAnswered, WordsMissing, WordsTooLong
        It was answered before, or not in words that fit.
    """
    words = checked(words, longest=WORDS_MAX)
    with transaction.atomic():
        review = _locked(review_id)
        if not rules.may_reply(person=actor, review=review, at=at):
            raise NotYours
        if Reply.objects.filter(review=review).exists():
            raise AlreadyAnswered
        reply = Reply.objects.create(review=review, written_by=actor, words=words, written_at=at)
        _record("trust.reply_to_review", review, actor=actor, at=at)
        who = queries.name_of(agreement=review.agreement, side=Side(review.side).other)
        _tell(review.agreement, review.side, kind=NewsKind.REVIEW_REPLIED, who=who, at=at)
    return reply


def report_review(*, actor: Person, review_id: UUID, words: str, at: datetime) -> ReviewReport:
    """Tell the workers of the community what is wrong with a review or the answer to it.

    Raises
    ------
    NotYours
        The actor wrote it, or may not read it.
    AlreadyReported, WordsMissing, WordsTooLong
        They reported it before, or not in words that fit.
    """
    words = checked(words, longest=WORDS_MAX)
    with transaction.atomic():
        review = _locked(review_id)
        if not rules.may_report_review(person=actor, review=review, at=at):
            raise NotYours
        if ReviewReport.objects.filter(review=review, reporter=actor).exists():
            raise AlreadyReported
        report = ReviewReport.objects.create(review=review, reporter=actor, words=words, reported_at=at)
        _record("trust.report_review", review, actor=actor, at=at)
        community = review.agreement.community
        deciding = [
            one
            for one in workers_of(community=community, at=at)
            if rules.may_moderate_review(person=one, agreement=review.agreement, at=at)
        ]
        notify(people=deciding, kind=NewsKind.REVIEW_REPORTED, subject=review, at=at)
    return report


def decide_reports(*, actor: Person, review_id: UUID, is_hidden: bool, reason: str, at: datetime) -> Review:
    """Decide, as a worker who is no party, whether a reported review stays; a hidden one can be shown again.

    Raises
    ------
    NotYours
        The actor is no worker there, or stands on a side.
    AlreadyDecided
        No report waits any more.
    WordsMissing, WordsTooLong
        The reason is missing or too long.
    """
    reason = checked(reason, longest=WORDS_MAX)
    with transaction.atomic():
        review = _locked(review_id)
        if not rules.may_moderate_review(person=actor, agreement=review.agreement, at=at):
            raise NotYours
        waiting = ReviewReport.objects.filter(review=review, decided_at=None)
        if not waiting.update(decided_at=at, decided_by=actor, is_upheld=is_hidden):
            raise AlreadyDecided
        if is_hidden and not review.is_hidden:
            review.hidden_at, review.hidden_by, review.hidden_because = at, actor, reason
            review.save(update_fields=["hidden_at", "hidden_by", "hidden_because"])
            _tell_hidden(review, reason, at=at)
        _record("trust.decide_reports", review, actor=actor, at=at, hidden=is_hidden, reason=reason)
    return review


def show_review_again(*, actor: Person, review_id: UUID, at: datetime) -> Review:
    """Put a hidden review back, as a worker who is no party.

    Raises
    ------
    NotYours
        The actor is no worker there, or stands on a side.
    """
    with transaction.atomic():
        review = _locked(review_id)
        if not rules.may_moderate_review(person=actor, agreement=review.agreement, at=at):
            raise NotYours
        if review.is_hidden:
            review.hidden_at, review.hidden_by, review.hidden_because = None, None, ""
            review.save(update_fields=["hidden_at", "hidden_by", "hidden_because"])
            _record("trust.show_review_again", review, actor=actor, at=at)
    return review


def _locked(review_id: UUID) -> Review:
    agreement_id = Review.objects.filter(pk=review_id).values_list("agreement_id", flat=True).first()
    if agreement_id is None:
        raise NotYours
    locked_agreement(agreement_id)
    return Review.objects.select_related(*queries.reviews.PARTS).get(pk=review_id)


def _why_not(agreement: Agreement, own: Review | None) -> Exception:
    if own is not None:
        return ReviewShown()
    return ReviewTooLate() if agreement.state in rules.REVIEWABLE else NotOverYet()


def _changed(own: Review, *, is_kept: bool, words: str, at: datetime) -> Review:
    own.is_kept, own.words, own.edited_at = is_kept, words, at
    own.save(update_fields=["is_kept", "words", "edited_at"])
    return own


def _between(agreement: Agreement, side: Side, *, actor: Person) -> dict:
    """Return who speaks in a review and whom it is about; for an organisation somebody writes in its name."""
    if side == Side.RECEIVER:
        body = agreement.provider_organization
        return {
            "author": agreement.receiver,
            "about": None if body else agreement.provider,
            "about_organization": body,
        }
    body = agreement.provider_organization
    return {
        "author": actor if body else agreement.provider,
        "author_organization": body,
        "about": agreement.receiver,
    }


def _tell(agreement: Agreement, side: Side | str, *, kind: str, who: str, at: datetime) -> None:
    slip = agreement.need or agreement.offer
    is_private = agreement.need is not None and agreement.need.is_private
    notify(
        people=queries.people_on(agreement=agreement, side=side, at=at),
        kind=kind,
        subject=agreement,
        at=at,
        words={"who": who, **({IN_CONFIDENCE: "yes"} if is_private else {"what": slip.sentence})},
    )


def _tell_hidden(review: Review, reason: str, *, at: datetime) -> None:
    notify(
        people=queries.people_on(agreement=review.agreement, side=review.side, at=at),
        kind=NewsKind.REVIEW_HIDDEN,
        subject=review.agreement,
        at=at,
        words={"why": reason},
    )


def _record(operation: str, review: Review, *, actor: Person, at: datetime, **detail) -> None:
    journal.record(
        operation=operation,
        subject=review,
        actor=actor,
        at=at,
        community_code=review.agreement.community.code,
        detail=detail,
    )
