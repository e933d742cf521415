"""Reporting, hiding, dismissing, objecting, deciding: each step stays for good."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from sanshe.domain.boards import queries, rules
from sanshe.domain.boards.choices import ModerationKind, ReportReason
from sanshe.domain.boards.errors import (
    DecidedAlready,
    ModerationForbidden,
    NothingToAppeal,
    OwnWriting,
    ReasonMissing,
    ReportedAlready,
    WordsTooLong,
    WritingGone,
)
from sanshe.domain.boards.models import REASON_MAX, Comment, ModerationAct, Post, Report
from sanshe.domain.boards.operations import pace
from sanshe.domain.notifications.choices import NewsKind
from sanshe.domain.notifications.operations import notify
from sanshe.domain.people.models import Person
from sanshe.kernel import journal
from sanshe.kernel.fields import plain_text


def report_writing(*, actor: Person, writing: Post | Comment, reason: str, at: datetime, words: str = "") -> Report:
    """Report what somebody wrote, once; three reports of readers known here hide it until a moderator has looked.

    What a moderator has looked at before is never hidden by reports alone.

    Raises
    ------
    WritingGone, OwnWriting, ReportedAlready, TooManyReports
        It is not there for the actor, their own, reported by them already, or one report too many today.
    """
    words = _checked_words(words)
    with transaction.atomic():
        pace.lock_person(actor)
        writing = _locked(writing)
        if rules.is_author(person=actor, writing=writing):
            raise OwnWriting
        if not rules.may_report(person=actor, writing=writing, at=at):
            raise WritingGone
        if writing.reports.filter(reporter=actor).exists():
            raise ReportedAlready
        pace.check_report(person=actor, at=at)
        is_first = not writing.reports.filter(settled_by=None).exists()
        report = Report.objects.create(
            **_about(writing),
            reporter=actor,
            reason=reason if reason in ReportReason.values else ReportReason.OTHER,
            words=words,
            is_trusted=queries.is_trusted_reader(person=actor, board=writing.board, at=at),
            reported_at=at,
        )
        _record("boards.report", writing, at, actor=actor, detail={"reason": report.reason})
        if is_first:
            moderators = queries.moderators_of(board=writing.board, at=at).exclude(pk=writing.author_id)
            notify(people=moderators, kind=NewsKind.POST_REPORTED, subject=writing, at=at, words=_news(writing))
        _hide_by_readers(writing=writing, at=at)
    return report


def hide_writing(*, actor: Person, writing: Post | Comment, reason: str, words: str, at: datetime) -> ModerationAct:
    """Hide what somebody wrote, for a reason that the author reads, and settle the reports about it.

    Raises
    ------
    OwnWriting, ModerationForbidden
        It is the actor's own, or not theirs to decide.
    ReasonMissing, WordsTooLong
        Without a reason nothing is hidden.
    DecidedAlready
        A moderator has hidden it.
    """
    words = _checked_words(words, needed=True)
    with transaction.atomic():
        writing = _locked_to_decide(writing, actor, at)
        if writing.hiding and writing.hiding.kind == ModerationKind.HIDDEN:
            raise DecidedAlready
        act = _step(
            writing,
            ModerationKind.HIDDEN,
            actor=actor,
            at=at,
            reason=reason if reason in ReportReason.values else ReportReason.OTHER,
            words=words,
        )
        _hide(writing, act)
        writing.reports.filter(settled_by=None).update(settled_by=act)
        notify(
            people=[writing.author],
            kind=NewsKind.POST_HIDDEN,
            subject=writing,
            at=at,
            words={**_news(writing), "why": words},
        )
    return act


def dismiss_reports(*, actor: Person, writing: Post | Comment, words: str, at: datetime) -> ModerationAct:
    """Leave what was reported as it is, for a reason that the author reads; what readers hid is shown again.

    Raises
    ------
    OwnWriting, ModerationForbidden, ReasonMissing, WordsTooLong
        As for hiding.
    DecidedAlready
        No report waits any more.
    """
    words = _checked_words(words, needed=True)
    with transaction.atomic():
        writing = _locked_to_decide(writing, actor, at)
        waiting = writing.reports.filter(settled_by=None)
        if not waiting.exists():
            raise DecidedAlready
        act = _step(writing, ModerationKind.DISMISSED, actor=actor, at=at, words=words)
        waiting.update(settled_by=act)
        if writing.hiding and writing.hiding.kind == ModerationKind.HIDDEN_BY_READERS:
            _hide(writing, None)
            notify(
                people=[writing.author],
                kind=NewsKind.POST_SHOWN_AGAIN,
                subject=writing,
                at=at,
                words=_news(writing),
            )
    return act


def appeal(*, actor: Person, writing: Post | Comment, words: str, at: datetime) -> ModerationAct:
    """Object to the hiding of one's own words, once; somebody else than who hid them decides.

    Raises
    ------
    NothingToAppeal
        It is not hidden by a moderator, not the actor's, or was objected to before.
    ReasonMissing, WordsTooLong
        An objection needs words.
    """
    words = _checked_words(words, needed=True)
    with transaction.atomic():
        writing = _locked(writing)
        if not rules.may_appeal(person=actor, writing=writing):
            raise NothingToAppeal
        hiding = writing.hiding
        act = _step(writing, ModerationKind.APPEALED, actor=actor, at=at, words=words, answers=hiding)
        deciders = queries.peacekeepers_of(board=writing.board, at=at).exclude(pk__in=[actor.pk, hiding.actor_id])
        notify(people=deciders, kind=NewsKind.APPEAL_MADE, subject=writing, at=at, words=_news(writing))
    return act


def decide_appeal(*, actor: Person, appeal_id: UUID, is_restored: bool, words: str, at: datetime) -> ModerationAct:
    """Decide an objection: show the words again, or let them stay hidden, for a reason that the author reads.

    Raises
    ------
    ModerationForbidden
        The actor hid or wrote it, or does not work for the community.
    DecidedAlready
        It was decided.
    WritingGone, ReasonMissing, WordsTooLong
        There is no such objection, or no reason for the decision.
    """
    words = _checked_words(words, needed=True)
    with transaction.atomic():
        objection = (
            ModerationAct.objects.filter(pk=appeal_id, kind=ModerationKind.APPEALED)
            .select_related("answers", "post", "comment__post")
            .first()
        )
        if objection is None:
            raise WritingGone
        writing = _locked(objection.post or objection.comment)
        if not rules.may_decide_appeal(person=actor, writing=writing, hiding=objection.answers, at=at):
            raise ModerationForbidden
        if objection.answered_by.exists():
            raise DecidedAlready
        kind = ModerationKind.RESTORED if is_restored else ModerationKind.UPHELD
        act = _step(writing, kind, actor=actor, at=at, words=words, answers=objection)
        if is_restored and writing.hiding_id == objection.answers_id:
            _hide(writing, None)
        notify(
            people=[writing.author],
            kind=NewsKind.APPEAL_DECIDED,
            subject=writing,
            at=at,
            words={**_news(writing), "why": words, "outcome": kind},
        )
    return act


def _hide_by_readers(*, writing: Post | Comment, at: datetime) -> None:
    looked_at = writing.acts.exclude(actor=None).exists()
    trusted = writing.reports.filter(settled_by=None, is_trusted=True).count()
    if looked_at or writing.is_hidden or trusted < rules.HIDING_REPORTS:
        return
    _hide(writing, _step(writing, ModerationKind.HIDDEN_BY_READERS, actor=None, at=at))
    notify(
        people=[writing.author],
        kind=NewsKind.POST_HIDDEN,
        subject=writing,
        at=at,
        words={**_news(writing), "why": str(ModerationKind.HIDDEN_BY_READERS.label)},
    )


def _hide(writing: Post | Comment, act: ModerationAct | None) -> None:
    writing.hiding = act
    changed = ["hiding"]
    if isinstance(writing, Post):
        writing.pin = writing.pinned_until = writing.pinned_by = None
        changed += ["pin", "pinned_until", "pinned_by"]
    writing.save(update_fields=changed)


def _step(writing: Post | Comment, kind: str, *, actor: Person | None, at: datetime, **fields) -> ModerationAct:
    act = ModerationAct.objects.create(**_about(writing), kind=kind, actor=actor, at=at, **fields)
    _record(f"boards.{kind}", writing, at, actor=actor, detail={"act": str(act.pk)})
    return act


def _locked(writing: Post | Comment) -> Post | Comment:
    rows = type(writing).objects.filter(pk=writing.pk)
    if rows.select_for_update(no_key=True).first() is None:
        raise WritingGone
    # Read anew: where this waited for another, the query with the lock still joins the hiding as it was before.
    if isinstance(writing, Post):
        return rows.select_related("author", "hiding", "board__organization__community", "board__community").get()
    return rows.select_related(
        "author", "hiding", "post__board__organization__community", "post__board__community"
    ).get()


def _locked_to_decide(writing: Post | Comment, actor: Person, at: datetime) -> Post | Comment:
    found = _locked(writing)
    if rules.is_author(person=actor, writing=found):
        raise OwnWriting
    if not rules.may_decide(person=actor, writing=found, at=at):
        raise ModerationForbidden
    return found


def _about(writing: Post | Comment) -> dict[str, Post | Comment]:
    return {"post": writing} if isinstance(writing, Post) else {"comment": writing}


def _news(writing: Post | Comment) -> dict[str, str]:
    return {"what": writing.notice.heading, "where": writing.board.name}


def _checked_words(words: str, *, needed: bool = False) -> str:
    line = " ".join(plain_text(words).split())
    if needed and not line:
        raise ReasonMissing
    if len(line) > REASON_MAX:
        raise WordsTooLong(limit=REASON_MAX)
    return line


def _record(operation: str, writing: Post | Comment, at: datetime, *, actor: Person | None, detail: dict) -> None:
    journal.record(
        operation=operation,
        subject=writing,
        actor=actor,
        at=at,
        community_code=writing.board.place_code,
        detail=detail,
    )
