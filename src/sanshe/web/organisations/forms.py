"""Forms about organisations and groups."""

from django import forms
from django.utils.translation import gettext_lazy as _

from sanshe.domain.organisations.choices import (
    BODY_KINDS,
    GROUP_KINDS,
    JoinPolicy,
    MembershipKind,
    OrganizationKind,
    WantedKind,
)
from sanshe.domain.organisations.models import NAME_MAX, PURPOSE_MAX, TEXT_MAX, TITLE_MAX, WORDS_MAX

# What neighbours call those who look after something; any other title can be typed.
TITLES = (_("Chair"), _("Deputy chair"), _("Treasurer"), _("Organiser"), _("Secretary"))


class NameField(forms.CharField):
    """What something is called."""

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "label": _("What is it called?"),
                "max_length": NAME_MAX,
                "error_messages": {"required": _("Please give it a name.")},
                "widget": forms.TextInput(attrs={"autocomplete": "off"}),
                **kwargs,
            }
        )


class TitleField(forms.CharField):
    """What somebody is called in an organisation."""

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "label": _("Title"),
                "max_length": TITLE_MAX,
                "required": False,
                "widget": forms.TextInput(attrs={"list": "titles", "autocomplete": "off"}),
                **kwargs,
            }
        )


class FoundForm(forms.Form):
    """The three things a group begins with."""

    name = NameField(help_text=_("For example “Chess under the fig tree”."))
    purpose = forms.CharField(
        label=_("What is it for?"),
        max_length=PURPOSE_MAX,
        help_text=_("One sentence, the way you would tell a neighbour."),
        error_messages={"required": _("Please say in one sentence what it is for.")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    join_policy = forms.ChoiceField(
        label=_("Who may join?"), choices=JoinPolicy.choices, initial=JoinPolicy.ANYBODY, widget=forms.RadioSelect
    )


class CreditCodeField(forms.CharField):
    """The unified social credit code."""

    def __init__(self, **kwargs):
        super().__init__(
            **{
                "label": _("Social credit code"),
                "max_length": 40,
                "required": False,
                "help_text": _("18 digits and letters, as on the certificate. With it we can verify who you are."),
                "widget": forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
                **kwargs,
            }
        )


class RegisterForm(forms.Form):
    """A body that somebody works for."""

    name = NameField()
    kind = forms.ChoiceField(
        label=_("What sort of body"),
        choices=[one for one in OrganizationKind.choices if one[0] != OrganizationKind.SELF_ORGANISED_GROUP],
    )
    description = forms.CharField(
        label=_("What does it do?"),
        max_length=TEXT_MAX,
        error_messages={"required": _("Please say what it does.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    credit_code = CreditCodeField()
    phone = forms.CharField(
        label=_("Phone for everybody"), max_length=60, required=False, help_text=_("It stands on its page.")
    )


class DetailsForm(forms.Form):
    """What an organisation says about itself."""

    name = NameField(max_length=300)
    description = forms.CharField(
        label=_("What is it for?"), max_length=TEXT_MAX, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    opening_remarks = forms.CharField(
        label=_("A word of welcome"), max_length=TEXT_MAX, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    join_policy = forms.ChoiceField(
        label=_("Who may join?"), choices=JoinPolicy.choices, widget=forms.RadioSelect, required=False
    )
    phone = forms.CharField(
        label=_("Phone for everybody"), max_length=60, required=False, help_text=_("It stands on its page.")
    )
    email = forms.EmailField(label=_("Mail address for everybody"), required=False)
    url = forms.URLField(label=_("Web address"), max_length=500, required=False, assume_scheme="https")
    address = forms.CharField(label=_("Where is it?"), max_length=200, required=False)
    spot = forms.ChoiceField(
        label=_("Near which place on the map?"),
        required=False,
        help_text=_("Then it is found on the map. The exact place can be typed below."),
    )
    longitude = forms.FloatField(label=_("Longitude"), required=False)
    latitude = forms.FloatField(label=_("Latitude"), required=False)
    credit_code = CreditCodeField()
    legal_status = forms.CharField(label=_("Legal form"), max_length=120, required=False)
    year_incorporated = forms.IntegerField(
        label=_("Year of founding"),
        required=False,
        min_value=1000,
        max_value=2200,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    seal_text = forms.CharField(label=_("One or two characters for the seal"), max_length=2, required=False)
    alternate_name = forms.CharField(label=_("Also known as"), max_length=300, required=False)
    name_en = forms.CharField(label=_("Name in English"), max_length=300, required=False)
    description_en = forms.CharField(
        label=_("What it is for, in English"),
        max_length=TEXT_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    opening_remarks_en = forms.CharField(
        label=_("A word of welcome in English"),
        max_length=TEXT_MAX,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    FIRST = ("name", "description", "opening_remarks", "join_policy", "phone", "email", "url", "address", "spot")

    def __init__(self, *args, landmarks, is_group, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["spot"].choices = [("", _("As it is")), *((str(one.pk), one.name) for one in landmarks)]
        self._places = {str(one.pk): (one.longitude, one.latitude) for one in landmarks}
        if is_group:
            for name in ("credit_code", "legal_status"):
                del self.fields[name]
        else:
            del self.fields["join_policy"]

    @property
    def first(self) -> list:
        """The fields that nearly everybody fills."""
        return [self[name] for name in self.FIRST if name in self.fields]

    @property
    def further(self) -> list:
        """The fields for those who want to be exact."""
        return [self[name] for name in self.fields if name not in self.FIRST]

    @property
    def is_wrong_further(self) -> bool:
        """Whether something among the further fields is wrong, so that they have to be open."""
        return any(field.errors for field in self.further)

    def changes(self) -> dict:
        """Return what was said, with a spot on the map as its longitude and latitude."""
        said = dict(self.cleaned_data)
        spot = self._places.get(said.pop("spot", ""))
        if spot:
            said["longitude"], said["latitude"] = spot
        return said


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    phone = forms.CharField(
        label=_("Their phone number"),
        max_length=24,
        help_text=_("Whoever signs in with it finds your invitation."),
        error_messages={"required": _("Please type their phone number.")},
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "off"}),
    )
    kind = forms.ChoiceField(label=_("As what?"))
    title = TitleField()

    def __init__(self, *args, is_group, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices(is_group=is_group)


class WantedForm(forms.Form):
    """Something that an organisation looks for."""

    kind = forms.ChoiceField(label=_("What do you look for?"), choices=WantedKind.choices)
    text = forms.CharField(
        label=_("In one sentence"),
        max_length=WORDS_MAX,
        help_text=_("For example “A dry room for six chess boards, Wednesday evenings”."),
        error_messages={"required": _("Please say what you look for.")},
    )


class HandOverForm(forms.Form):
    """To whom an office goes, with a word."""

    person = forms.ChoiceField(label=_("Who takes over?"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("A word about it"),
        max_length=WORDS_MAX,
        required=False,
        help_text=_("It stands in the history of offices, for everybody."),
    )
    leaves = forms.BooleanField(label=_("I leave altogether with it"), required=False)

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [
            (str(one.person_id), f"{one.person.public_name} · {one.office}") for one in members
        ]


class DecisionForm(forms.Form):
    """A yes or no to an organisation, with what was looked at."""

    note = forms.CharField(
        label=_("What did you look at, or what is not right?"),
        max_length=WORDS_MAX,
        help_text=_("A no is read by those who look after it."),
        error_messages={"required": _("Please write a word about why.")},
    )


def kind_choices(*, is_group: bool) -> list[tuple[str, str]]:
    """Return what somebody can be here, for a choice; what most people are comes first."""
    return [(kind.value, kind.label) for kind in map(MembershipKind, GROUP_KINDS if is_group else BODY_KINDS)]
