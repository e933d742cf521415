"""How somebody wants to hear of things, as forms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshe.domain.notifications.choices import Channel, Pace, Topic
from sanshe.domain.notifications.queries import Reach


class PacesForm(forms.Form):
    """One choice for each topic on each channel that reaches the person."""

    def __init__(self, *args, reach: Reach, **kwargs):
        super().__init__(*args, **kwargs)
        for topic in Topic:
            for channel in reach.addresses:
                self.fields[f"{topic}.{channel}"] = forms.ChoiceField(
                    label=Channel(channel).label, choices=Pace.choices, initial=reach.pace(topic, channel)
                )

    def groups(self):
        """Return each topic with its fields, in order."""
        return [(topic.label, [self[name] for name in self.fields if name.startswith(f"{topic}.")]) for topic in Topic]

    def paces(self) -> dict[tuple[str, str], str]:
        """Return what was chosen, by topic and channel."""
        return {tuple(name.split(".")): pace for name, pace in self.cleaned_data.items()}


class HoursForm(forms.Form):
    """When to be left alone, and when digests leave."""

    quiet_from = forms.TimeField(label=_("Quiet from"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    quiet_until = forms.TimeField(
        label=_("Quiet until"), widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    digest_hour = forms.TypedChoiceField(
        label=_("All in one leaves at"), coerce=int, choices=[(hour, f"{hour}:00") for hour in range(24)]
    )


class EmailForm(forms.Form):
    """An address besides the phone."""

    email = forms.CharField(
        label=_("Your e-mail address"),
        max_length=254,
        error_messages={"required": _("Please type your e-mail address.")},
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("We write to it once; it counts as soon as you have opened the link."),
    )
