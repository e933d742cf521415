"""Learning how the district sorts its sentences: asked for, done by the queue, brought into force if no worse."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from procrastinate.contrib.django import app

from sanshe.domain.exchange import rules
from sanshe.domain.exchange.queries import routing as queries
from sanshe.domain.exchange.queries.routing import TRAIN_TASK, Lessons
from sanshe.domain.people.models import Person
from sanshe.domain.taxonomy import operations as taxonomy_operations
from sanshe.domain.taxonomy import queries as taxonomy
from sanshe.domain.taxonomy.errors import (
    LearningForbidden,
    LearningUnderWay,
    ModelOvertaken,
    TooLittleToLearn,
)
from sanshe.domain.taxonomy.models import RoutingModel
from sanshe.engines.language.routing import (
    Evaluation,
    Learned,
    blended,
    judge,
    learn,
    paired_difference,
    router_to_bytes,
)
from sanshe.kernel import journal

TEXTS_WANTED, CLASSES_WANTED, KEPT_WANTED = 60, 2, 5
# Others may bring a model into force while one is being compared; then it is compared anew, so often at most.
COMPARISONS_MAX = 3
STEPS = 3


def ask_for_training(*, actor: Person | None, at: datetime) -> int:
    """Have a new model learned from the district's slips by the queue, and return the number of the job.

    `actor` is null where somebody sits at the machine itself.

    Raises
    ------
    LearningForbidden
        The actor is neither district officer nor operator.
    LearningUnderWay
        It is being learned already.
    TooLittleToLearn
        There are too few sentences that people sorted.
    """
    if actor is not None and not rules.may_teach(person=actor, at=at):
        raise LearningForbidden
    _enough(queries.lessons(codes=[category.code for category in taxonomy.sorted_into()]))
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended('sanshe.exchange.routing', 0))")
        if queries.training_under_way():
            raise LearningUnderWay
        journal.record(operation="exchange.ask_for_training", subject=None, actor=actor, at=at)
        return app.configure_task(TRAIN_TASK).defer(actor_id=str(actor.pk) if actor else None, at=at.isoformat())


def train_routing(
    *,
    actor_id: UUID | None,
    at: datetime,
    progress: Callable[[str, int, int], None] | None = None,
) -> RoutingModel:
    """Learn from what people sorted, and put the model into force if it is no worse than what sorts now.

    Judged is by the sentences kept back, from which no model ever learned, as they would be sorted from then on: by
    the model and the words of the categories together. `progress` is told how many steps are done, and of how many.

    Raises
    ------
    TooLittleToLearn
        There are too few sentences that people sorted; nothing changes.
    ModelOvertaken
        Others came into force again and again meanwhile.
    """
    report = progress or (lambda label, done, total: None)
    report("learn", 0, STEPS)
    categories = taxonomy.sorted_into()
    known = _enough(queries.lessons(codes=[category.code for category in categories]))
    unsorted = queries.unsorted_sentences()
    report("learn", 1, STEPS)
    learned = learn(known.texts, known.labels, categories=categories, unsorted=unsorted)
    report("learn", 2, STEPS)
    candidate = judge(blended(learned.router, categories), known.kept_texts, known.kept_labels)
    for attempt in range(COMPARISONS_MAX):
        running = taxonomy.model_in_force()
        now = judge(taxonomy.router(), known.kept_texts, known.kept_labels)
        figures = _figures(candidate, now, known, learned, before=running, unsorted=len(unsorted))
        try:
            model = taxonomy_operations.keep_model(
                content=router_to_bytes(learned.router),
                texts=len(known.texts),
                classes=known.classes,
                figures=figures,
                terms_digest=taxonomy.digest_of(categories),
                against=running.pk if running else None,
                comes_into_force=figures["difference"] >= 0,
                actor=actor_id,
                at=at,
            )
        except ModelOvertaken:
            if attempt == COMPARISONS_MAX - 1:
                raise
        else:
            break
    report("learn", STEPS, STEPS)
    return model


def _enough(known: Lessons) -> Lessons:
    """Return what can be learned from; refuse where it is too little."""
    if known.count < TEXTS_WANTED or known.classes < CLASSES_WANTED or len(known.kept_texts) < KEPT_WANTED:
        raise TooLittleToLearn(
            texts=known.count, classes=known.classes, texts_wanted=TEXTS_WANTED, classes_wanted=CLASSES_WANTED
        )
    return known


def _figures(
    candidate: Evaluation,
    now: Evaluation,
    known: Lessons,
    learned: Learned,
    *,
    before: RoutingModel | None,
    unsorted: int,
) -> dict[str, Any]:
    difference, low, high = paired_difference(known.kept_labels, candidate.said, now.said)
    return {
        "kept_back": len(known.kept_texts),
        "right": int(candidate.is_right.sum()),
        "routed": int(candidate.is_routed.sum()),
        "routed_right": int(candidate.is_right[candidate.is_routed].sum()),
        "macro_f1": candidate.macro_f1,
        "macro_f1_before": now.macro_f1,
        "compared_with": before.number if before else None,
        "difference": difference,
        "difference_low": low,
        "difference_high": high,
        "calibration_error_before": learned.error_before,
        "calibration_error": learned.error_after,
        "from_words": learned.from_words,
        "unsorted": unsorted if learned.from_words else 0,
    }
