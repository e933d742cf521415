"""Boards, what is written on them, and what is decided about it."""

from datetime import datetime
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from sanshe.domain.boards.choices import ANSWERING, ModerationKind, Readers, ReportReason, Writers
from sanshe.domain.organisations.models import Organization
from sanshe.domain.people.models import Person
from sanshe.domain.places.models import Community
from sanshe.kernel.fields import uuid7

TITLE_MAX = 60
TEXT_MAX = 4000
COMMENT_MAX = 1000
REASON_MAX = 500
ALT_MAX = 120
PINS = 3
PICTURES = 6


def one_of(*names: str) -> Q:
    """Return the condition that exactly one of these is named."""
    every = [Q(**{f"{name}__isnull": name != one for name in names}) for one in names]
    return every[0] | every[1]


class Board(models.Model):
    """Where one organisation or one community puts its notices."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    organization = models.OneToOneField(Organization, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    community = models.OneToOneField(Community, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    who_reads = models.CharField(max_length=12, choices=Readers.choices)
    who_posts = models.CharField(max_length=12, choices=Writers.choices)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=one_of("organization", "community"), name="board_belongs_to_one"),
        ]

    def __str__(self):
        return self.name

    @property
    def name(self) -> str:
        """Whose board it is, in the language of the page."""
        return self.organization.display_name if self.organization else self.community.name

    @property
    def place(self) -> Community | None:
        """The community it stands in; none for a body of the whole district."""
        return self.organization.community if self.organization else self.community

    @property
    def place_code(self) -> str:
        """The code of that community, for the journal."""
        return self.place.code if self.place else ""


class Following(models.Model):
    """What one person has seen of one board, and whether they want its news (null: as is usual for that board)."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    board = models.ForeignKey(Board, on_delete=models.CASCADE, related_name="followings")
    wants_news = models.BooleanField(null=True)
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "board"], name="following_once")]

    def __str__(self):
        return f"{self.person_id} follows {self.board_id}"


class Writing(models.Model):
    """What a notice and an answer have in common."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    author = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    posted_at = models.DateTimeField()
    taken_down_at = models.DateTimeField(null=True, blank=True)
    hiding = models.ForeignKey("ModerationAct", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        abstract = True

    @property
    def is_hidden(self) -> bool:
        """Whether others see only that something was hidden."""
        return self.hiding_id is not None

    @property
    def is_shown(self) -> bool:
        """Whether everybody who reads the board reads this."""
        return self.hiding_id is None and self.taken_down_at is None


class Post(Writing):
    """A notice on a board."""

    board = models.ForeignKey(Board, on_delete=models.PROTECT, related_name="posts")
    title = models.CharField(max_length=TITLE_MAX, blank=True)
    text = models.TextField()
    edited_at = models.DateTimeField(null=True, blank=True)
    pin = models.PositiveSmallIntegerField(null=True, blank=True)
    pinned_until = models.DateTimeField(null=True, blank=True)
    pinned_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-posted_at", "-id"]
        indexes = [
            models.Index(fields=["board", "-posted_at", "-id"], condition=Q(taken_down_at=None), name="post_on_board"),
            models.Index(fields=["author", "-posted_at"], name="post_of_author"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="post_has_words"),
            models.CheckConstraint(
                condition=Q(pin=None, pinned_until=None, pinned_by=None)
                | Q(pin__range=(1, PINS), pinned_until__isnull=False, pinned_by__isnull=False),
                name="post_pin_has_end_and_hand",
            ),
            models.UniqueConstraint(fields=["board", "pin"], name="post_pin_once_per_board"),
        ]

    def __str__(self):
        return self.heading

    @property
    def heading(self) -> str:
        """The title or, where there is none, how the words begin."""
        beginning = self.text.split("\n", 1)[0]
        return self.title or (beginning if len(beginning) <= 30 else f"{beginning[:29]}…")

    @property
    def notice(self) -> "Post":
        """The notice itself, as an answer has one."""
        return self

    def is_pinned(self, at: datetime) -> bool:
        """Tell whether it hangs on top now."""
        return self.pinned_until is not None and self.pinned_until > at


class PostVersion(models.Model):
    """What a notice said before its author changed it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="versions")
    title = models.CharField(max_length=TITLE_MAX, blank=True)
    text = models.TextField()
    written_at = models.DateTimeField()
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["replaced_at", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(replaced_at__gte=F("written_at")), name="version_ends_after_start")
        ]

    def __str__(self):
        return f"{self.post_id} until {self.replaced_at:%Y-%m-%d %H:%M}"


class Comment(Writing):
    """An answer to a notice; the talk is one line, the oldest first."""

    post = models.ForeignKey(Post, on_delete=models.PROTECT, related_name="comments")
    text = models.CharField(max_length=COMMENT_MAX)

    class Meta:
        ordering = ["posted_at", "id"]
        indexes = [
            models.Index(fields=["post", "posted_at", "id"], name="comment_on_post"),
            models.Index(fields=["author", "-posted_at"], name="comment_of_author"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_has_words")]

    def __str__(self):
        return self.heading

    @property
    def heading(self) -> str:
        """How the words begin."""
        return self.text if len(self.text) <= 30 else f"{self.text[:29]}…"

    @property
    def notice(self) -> Post:
        """The notice that it answers."""
        return self.post

    @property
    def board_id(self) -> UUID:
        """The board it stands on."""
        return self.post.board_id

    @property
    def board(self) -> Board:
        """The board it stands on."""
        return self.post.board


class Mention(models.Model):
    """Whom a notice or an answer calls by name."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    comment = models.ForeignKey(Comment, on_delete=models.CASCADE, null=True, blank=True, related_name="mentions")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    called = models.CharField(max_length=20)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post", "comment", "person"], nulls_distinct=False, name="mention_once_per_writing"
            )
        ]

    def __str__(self):
        return f"@{self.called}"


class Picture(models.Model):
    """A cleaned picture; its two files lie in the media folder under the digests of what they hold.

    It is uploaded first and goes up with a notice later, so that a form that comes back keeps its pictures.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    sha256 = models.CharField(max_length=64)
    small_sha256 = models.CharField(max_length=64)
    width = models.PositiveSmallIntegerField()
    height = models.PositiveSmallIntegerField()
    uploaded_by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    post = models.ForeignKey(Post, on_delete=models.CASCADE, null=True, blank=True, related_name="pictures")
    position = models.PositiveSmallIntegerField(null=True, blank=True)
    alt = models.CharField(max_length=ALT_MAX, blank=True)

    class Meta:
        ordering = ["position", "id"]
        indexes = [
            models.Index(fields=["sha256"], name="picture_by_sha256"),
            models.Index(fields=["small_sha256"], name="picture_by_small_sha256"),
            models.Index(fields=["uploaded_by", "uploaded_at"], name="picture_of_person"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(post=None, position=None) | Q(post__isnull=False, position__range=(1, PICTURES)),
                name="picture_has_its_place",
            ),
            models.UniqueConstraint(
                fields=["post", "position"], name="picture_place_once", deferrable=models.Deferrable.DEFERRED
            ),
        ]

    def __str__(self):
        return self.alt or self.sha256[:12]


class Report(models.Model):
    """That a reader finds something on a board wrong; `settled_by` is what was decided about it."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="reports")
    reporter = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=16, choices=ReportReason.choices)
    words = models.CharField(max_length=REASON_MAX, blank=True)
    is_trusted = models.BooleanField()
    reported_at = models.DateTimeField()
    settled_by = models.ForeignKey(
        "ModerationAct", on_delete=models.PROTECT, null=True, blank=True, related_name="settled"
    )

    class Meta:
        ordering = ["reported_at", "id"]
        indexes = [
            models.Index(fields=["reported_at"], condition=Q(settled_by=None), name="report_waiting"),
            models.Index(fields=["reporter", "-reported_at"], name="report_of_person"),
        ]
        constraints = [
            models.CheckConstraint(condition=one_of("post", "comment"), name="report_is_about_one"),
            models.UniqueConstraint(fields=["reporter", "post"], name="report_once_per_post"),
            models.UniqueConstraint(fields=["reporter", "comment"], name="report_once_per_comment"),
        ]

    def __str__(self):
        return f"{self.reason} {self.post_id or self.comment_id}"


class ModerationAct(models.Model):
    """One step between a report and its end. Never changed, never removed (the database refuses).

    An objection answers a hiding, a decision answers an objection. Nobody acted where readers' reports added up.
    """

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    post = models.ForeignKey(Post, on_delete=models.PROTECT, null=True, blank=True, related_name="acts")
    comment = models.ForeignKey(Comment, on_delete=models.PROTECT, null=True, blank=True, related_name="acts")
    kind = models.CharField(max_length=20, choices=ModerationKind.choices)
    actor = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=16, choices=ReportReason.choices, blank=True)
    words = models.CharField(max_length=REASON_MAX, blank=True)
    answers = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="answered_by")
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        indexes = [models.Index(fields=["at"], name="moderation_act_at")]
        constraints = [
            models.CheckConstraint(condition=one_of("post", "comment"), name="moderation_act_is_about_one"),
            models.CheckConstraint(
                condition=Q(kind=ModerationKind.HIDDEN_BY_READERS, actor=None)
                | (~Q(kind=ModerationKind.HIDDEN_BY_READERS) & Q(actor__isnull=False) & ~Q(words="")),
                name="moderation_act_has_hand_and_words",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=ANSWERING, answers__isnull=False) | (~Q(kind__in=ANSWERING) & Q(answers=None)),
                name="moderation_act_answers_what_it_should",
            ),
            models.UniqueConstraint(fields=["answers"], name="moderation_act_answered_once"),
        ]

    def __str__(self):
        return f"{self.kind} {self.post_id or self.comment_id}"
