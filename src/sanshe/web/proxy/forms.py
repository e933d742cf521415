"""What a worker fills in for somebody else; the slip itself is the residents' own form."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from sanshe.domain.people.choices import GivenHow
from sanshe.domain.proxy.choices import Channel, FormKind

DONE, NOT_DONE = "yes", "no"


class Radios(forms.RadioSelect):
    """Radio buttons of which, where the hand is to be there, only the first takes it."""

    def create_option(self, name, value, label, selected, index, subindex=None, attrs=None):
        if index:
            attrs = {key: set_to for key, set_to in (attrs or {}).items() if key != "autofocus"}
        return super().create_option(name, value, label, selected, index, subindex, attrs)


class HowForm(forms.Form):
    """In which way it was told, and the number of the form where there is one."""

    channel = forms.ChoiceField(
        label=_("How did they tell you?"),
        choices=Channel.choices,
        widget=forms.RadioSelect,
        initial=Channel.FACE_TO_FACE,
        error_messages={"required": _("Please say how they told you.")},
    )
    serial = forms.CharField(
        label=_("Number of the form"),
        required=False,
        max_length=24,
        help_text=_("It stands at the top of a printed form. Leave it empty if there is none."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("serial") and cleaned.get("channel") not in (None, Channel.PAPER):
            self.add_error("channel", _("There is a number of a form, so it came on paper. Please choose that."))
        return cleaned


class NewcomerForm(forms.Form):
    """Somebody who is not here yet."""

    form_of_address = forms.CharField(
        label=_("What do the neighbours call them?"),
        max_length=20,
        error_messages={"required": _("Please say what the neighbours call them.")},
        help_text=_("For example Auntie Wang or Master Li. Only this is shown to others."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    full_name = forms.CharField(
        label=_("Full name"), max_length=40, required=False, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    birth_year = forms.IntegerField(
        label=_("Year of birth"),
        required=False,
        min_value=1900,
        max_value=2100,
        widget=forms.NumberInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    phone = forms.CharField(
        label=_("Phone, if they have one"),
        max_length=24,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    address = forms.CharField(
        label=_("Building and flat"),
        max_length=80,
        required=False,
        help_text=_("Only the community's workers read it."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    is_somebody_else = forms.BooleanField(label=_("I have looked: this is somebody else"), required=False)


class ConsentForm(forms.Form):
    """How somebody agreed to be written for."""

    how = forms.ChoiceField(
        label=_("How did they agree?"),
        choices=[(GivenHow.SPOKEN, _("Spoken, to me")), (GivenHow.ON_PAPER, _("Signed on paper"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please read out the text and tick that they agreed. Without that, nothing is kept.")
        },
    )

    def __init__(self, *args, is_asked: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.is_asked = is_asked
        self.fields["how"].required = is_asked


class ReviewForm(forms.Form):
    """What somebody says about what was done for them."""

    agreement = forms.ChoiceField(
        label=_("What was it about?"),
        widget=Radios,
        error_messages={"required": _("Please choose what it was about: something that was done for this person.")},
    )
    is_done = forms.ChoiceField(
        label=_("Was it done as agreed?"),
        choices=[(DONE, _("Yes, it was done")), (NOT_DONE, _("No, something was wrong"))],
        widget=Radios,
        error_messages={"required": _("Please say whether it was done.")},
    )
    remark = forms.CharField(
        label=_("A word of thanks, or what was wrong"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, agreements, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["agreement"].choices = [(str(one.pk), _about(one)) for one in agreements]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("is_done") == NOT_DONE and not cleaned.get("remark"):
            self.add_error("remark", _("Please say in a few words what was wrong, so that somebody can look into it."))
        return cleaned


class RegistrationForm(forms.Form):
    """For what somebody registers, and with how many."""

    offer = forms.ChoiceField(
        label=_("What do they want to register for?"),
        error_messages={"required": _("Please choose what they want to register for.")},
    )
    party_size = forms.IntegerField(
        label=_("How many come"),
        min_value=1,
        max_value=500,
        initial=1,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    remark = forms.CharField(
        label=_("A word to go with it"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args, offers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["offer"].choices = [(str(one.pk), f"{one.sentence} · {one.provider_name}") for one in offers]


class SheetsForm(forms.Form):
    """How many blank forms of which kind are printed."""

    kind = forms.ChoiceField(
        label=_("What are the forms for?"),
        choices=FormKind.choices,
        widget=forms.RadioSelect,
        initial=FormKind.NEED,
        error_messages={"required": _("Please choose what the forms are for.")},
    )
    offer = forms.ChoiceField(
        label=_("For which course or outing"),
        required=False,
        help_text=_("Only for registrations. Left open, there is a line to write it on."),
    )
    count = forms.IntegerField(
        label=_("How many"),
        min_value=1,
        max_value=60,
        initial=10,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    is_large = forms.BooleanField(label=_("Large print, easier for older eyes"), required=False, initial=True)

    def __init__(self, *args, offers, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["offer"].choices = [("", _("Left open")), *((str(one.pk), one.sentence) for one in offers)]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("offer") and cleaned.get("kind") != FormKind.REGISTRATION:
            cleaned["offer"] = ""
        return cleaned


class ReturnForm(forms.Form):
    """Why an entry comes back, or is thrown away."""

    reason = forms.CharField(
        label=_("What is not right, in a few words"),
        max_length=200,
        error_messages={"required": _("Please say in a few words what is not right.")},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ReceiptForm(forms.Form):
    """The code on a receipt."""

    code = forms.CharField(
        label=pgettext_lazy("receipt", "The code on the receipt"),
        max_length=24,
        error_messages={"required": _("Please type the code that stands on the receipt.")},
        help_text=_("Ten letters and figures, in three groups."),
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "autofocus": True,
            }
        ),
    )


def _about(agreement) -> str:
    intent = agreement.need or agreement.offer
    provider = agreement.provider_organization or agreement.provider
    return f"{intent.sentence} · {getattr(provider, 'display_name', None) or provider.public_name}"
