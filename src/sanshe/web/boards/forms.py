"""Forms for notices, answers, reports and decisions; and the rows of pictures that go with a notice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from uuid import UUID

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sanshe.domain.boards import operations, queries
from sanshe.domain.boards.choices import Readers, ReportReason, Writers
from sanshe.domain.boards.models import ALT_MAX, COMMENT_MAX, REASON_MAX, TEXT_MAX, TITLE_MAX
from sanshe.kernel.errors import DomainError
from sanshe.web.middleware import actor_of
from sanshe.web.parameters import text_in, uuid_in

FAR = timedelta(days=1000)
REASON_MISSING = _("Please say why, in a sentence that the author reads.")


class PostForm(forms.Form):
    """What a notice says."""

    title = forms.CharField(
        label=_("Title"), max_length=TITLE_MAX, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    text = forms.CharField(
        label=_("What do you want to tell the others?"),
        max_length=TEXT_MAX,
        strip=False,
        help_text=_("Say what, when and where. Call somebody with @ and their name."),
        error_messages={"required": _("Please write a few words first.")},
        widget=forms.Textarea(attrs={"rows": 7, "data-names": ""}),
    )


class CommentForm(forms.Form):
    """What an answer says."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=COMMENT_MAX,
        strip=False,
        error_messages={"required": _("Please write a few words first.")},
        widget=forms.Textarea(attrs={"rows": 3, "data-names": ""}),
    )


class ReportForm(forms.Form):
    """Why somebody reports what another wrote."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=ReportReason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("A word to go with it"), max_length=REASON_MAX, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class HideForm(forms.Form):
    """Why something is hidden, as its author reads it."""

    reason = forms.ChoiceField(
        label=_("What is wrong with it?"), choices=ReportReason.choices, widget=forms.RadioSelect
    )
    words = forms.CharField(
        label=_("Why you hide it"),
        help_text=_("The author reads this sentence, and so does everybody in place of the words."),
        max_length=REASON_MAX,
        error_messages={"required": REASON_MISSING},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class WordsForm(forms.Form):
    """Why something is left as it is, what the author objects, or why a decision is as it is."""

    words = forms.CharField(
        max_length=REASON_MAX,
        error_messages={"required": REASON_MISSING},
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, *args, label: str, help_text: str = "", **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["words"].label = label
        self.fields["words"].help_text = help_text


class DecisionForm(forms.Form):
    """How an objection is decided, and why."""

    outcome = forms.ChoiceField(
        label=_("What shall happen?"),
        choices=[("restored", _("Show it again")), ("upheld", _("It stays hidden"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=_("Why"),
        help_text=_("The author reads this sentence."),
        max_length=REASON_MAX,
        error_messages={"required": REASON_MISSING},
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class PinForm(forms.Form):
    """Until when a notice hangs on top."""

    until = forms.DateField(
        label=_("Until which day"),
        error_messages={"required": _("Please choose a day."), "invalid": _("Please choose a day.")},
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args, at: datetime, **kwargs) -> None:
        self.today = timezone.localdate(at)
        super().__init__(*args, initial={"until": self.today + timedelta(days=7)}, **kwargs)

    def ending(self) -> datetime:
        """Return the end of that day; a day out of all reach becomes one that is refused."""
        day = min(max(self.cleaned_data["until"], self.today - FAR), self.today + FAR)
        return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


class SettingsForm(forms.Form):
    """Who reads a board and who writes on it."""

    who_reads = forms.ChoiceField(label=_("Who reads this board?"), choices=Readers.choices, widget=forms.RadioSelect)
    who_posts = forms.ChoiceField(label=_("Who puts notices up?"), choices=Writers.choices, widget=forms.RadioSelect)

    def __init__(self, *args, is_community: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if is_community:  # what concerns all is for all to read
            del self.fields["who_reads"]


@dataclass(frozen=True)
class PictureRow:
    """One place for a picture in the form: what is there already, its words, and what is wrong with a new one."""

    number: int
    picture_id: UUID | None = None
    alt: str = ""
    error: str = ""


def rows_of(pictures: Sequence, *, limit: int) -> list[PictureRow]:
    """Return the rows of a form for these pictures, with empty ones up to what the person may add."""
    filled = [PictureRow(number, one.pk, one.alt) for number, one in enumerate(pictures, start=1)]
    return filled + [PictureRow(number) for number in range(len(filled) + 1, limit + 1)]


def rows_in(request: HttpRequest, *, limit: int, post=None) -> list[PictureRow]:
    """Return the rows as they were sent: what was chosen now is stored at once, so that no refusal loses it.

    Kept pictures are looked up again: only the actor's own that wait, and those of the notice, are taken.
    """
    actor = actor_of(request)
    wanted = [uuid_in(request.POST, f"picture_{number}") for number in range(1, limit + 1)]
    waiting = queries.pictures_waiting(person=actor, ids=[pk for pk in wanted if pk])
    known = {one.pk for one in waiting} | {one.pk for one in (post.pictures.all() if post else ())}
    rows = []
    for number, pk in enumerate(wanted, start=1):
        is_kept = pk in known and f"drop_{number}" not in request.POST
        alt = text_in(request.POST, f"alt_{number}", longest=ALT_MAX)
        row = PictureRow(number, pk if is_kept else None, alt)
        if file := request.FILES.get(f"file_{number}"):
            try:
                stored = operations.store_picture(actor=actor, file=file, at=request.at)
                row = replace(row, picture_id=stored.pk)
            except DomainError as error:
                row = replace(row, error=str(error))
        rows.append(row)
    return rows


def chosen_in(rows: Sequence[PictureRow]) -> list[tuple[UUID, str]]:
    """Return the pictures of the rows with their words, in order."""
    return [(row.picture_id, row.alt) for row in rows if row.picture_id]
