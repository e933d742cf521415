"""What the district's own slips teach about sorting: sentences with the category that people gave them."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from sanshe.domain.exchange.models import Intent, Need, Offer
from sanshe.domain.taxonomy.choices import CATEGORIES
from sanshe.engines.language.routing.features import letters

TRAIN_TASK = "sanshe.domain.exchange.jobs.routing.train_routing"
# The newest so many sentences: more teach hardly more, and people change how they speak.
SORTED_MAX = 60_000
UNSORTED_MAX = 3_000
# One sentence in five is kept back, always the same ones: no model has ever learned from them.
KEPT_BACK_ONE_IN = 5


@dataclass(frozen=True)
class Lessons:
    """Sentences to learn from, each once, and those that every model is judged by and none learns from."""

    texts: tuple[str, ...]
    labels: tuple[str, ...]
    kept_texts: tuple[str, ...]
    kept_labels: tuple[str, ...]

    @property
    def count(self) -> int:
        """How many different sentences there are in all."""
        return len(self.texts) + len(self.kept_texts)

    @property
    def classes(self) -> int:
        """How many categories there are to learn from."""
        return len(set(self.labels))


def lessons(*, codes: Collection[str]) -> Lessons:
    """Return the sentences that people gave one of these categories: needs and offers, open and closed.

    Left out are what was told in confidence, what is of a sensitive category, and what a program sorted (imported
    messages and lists): nobody learns from their own guesses. The same words count once, with the category that most
    gave them.
    """
    said: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for sentence, code in _newest(_sorted_by_people(Need), _sorted_by_people(Offer), limit=SORTED_MAX):
        key = letters(sentence)
        if key and code in codes:
            said[key].append((sentence, code))
    learned: list[tuple[str, str]] = []
    kept: list[tuple[str, str]] = []
    for key in sorted(said):
        counted = Counter(code for _, code in said[key])
        code = min(counted, key=lambda one: (-counted[one], one))
        (kept if is_kept_back(key) else learned).append((said[key][0][0], code))
    return Lessons(
        texts=tuple(text for text, _ in learned),
        labels=tuple(code for _, code in learned),
        kept_texts=tuple(text for text, _ in kept),
        kept_labels=tuple(code for _, code in kept),
    )


def unsorted_sentences() -> tuple[str, ...]:
    """Return the newest sentences that nobody gave a category, each once, nothing told in confidence among them."""
    found: dict[str, str] = {}
    for sentence, _ in _newest(_not_sorted(Need), _not_sorted(Offer), limit=UNSORTED_MAX):
        key = letters(sentence)
        if key and not is_kept_back(key):
            found.setdefault(key, sentence)
    return tuple(found[key] for key in sorted(found))


def is_kept_back(key: str) -> bool:
    """Tell whether a sentence of these letters is one that models are judged by."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()[0] % KEPT_BACK_ONE_IN == 0


def training_under_way() -> bool:
    """Tell whether a new model is being learned, or waits for a worker to learn it."""
    return ProcrastinateJob.objects.filter(task_name=TRAIN_TASK, status__in=("todo", "doing")).exists()


def training_state(*, job_id: int) -> str:
    """Return how a job of the queue stands: todo, doing, failed …; empty once it is done and gone."""
    return ProcrastinateJob.objects.filter(pk=job_id).values_list("status", flat=True).first() or ""


def _sorted_by_people(kind: type[Intent]) -> QuerySet:
    """Return the slips whose category a person saw and let stand; no sensitive ones, nothing told in confidence."""
    shown = kind.objects.filter(category__taxonomy=CATEGORIES, category__is_sensitive=False)
    shown = shown.exclude(category__parent__is_sensitive=True)
    if kind is Need:
        return shown.filter(is_private=False, person__isnull=False, source="")
    return shown.filter(Q(service=None) | Q(service__source=""))


def _not_sorted(kind: type[Intent]) -> QuerySet:
    if kind is Need:
        return Need.objects.filter(is_private=False).filter(Q(category=None) | ~Q(source=""))
    return kind.objects.filter(category=None)


def _newest(*slips: QuerySet, limit: int) -> Iterable[tuple[str, str | None]]:
    """Return the newest sentences with the codes of their categories; one query a kind."""
    rows = [
        row
        for some in slips
        for row in some.order_by("-posted_at", "-id").values_list("posted_at", "sentence", "category__code")[:limit]
    ]
    rows.sort(key=lambda row: row[0], reverse=True)
    return [(sentence, code) for _, sentence, code in rows[:limit]]
