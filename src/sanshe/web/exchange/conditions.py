"""What may make help harder or different, as neighbours say it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

# The codes are those that the language engine reads (`engines.language.for_whom`).
CONDITIONS = (
    ("limited_mobility", _("Unsteady on the feet, or in a wheelchair")),
    ("bedridden", _("In bed all day")),
    ("dementia", _("Forgetful, gets lost")),
    ("weak_hearing", _("Hard of hearing")),
    ("weak_sight", _("Sees badly")),
    ("disability", _("With a disability")),
    ("illness", _("Ill, or just out of hospital")),
    ("pregnancy", _("Pregnant")),
    ("postpartum", _("Just had a baby")),
    ("living_alone", _("Lives alone")),
    ("bereaved", _("Lost somebody close")),
    ("cannot_read", _("Does not read")),
    ("newcomer", pgettext_lazy("condition", "New here")),
    ("single_parent", _("Raises a child alone")),
    ("left_behind", _("The parents work far away")),
    ("low_income", _("Short of money")),
    ("unemployed", _("Out of work")),
    ("veteran", _("Served in the army")),
)


def conditions_in_words(codes) -> list[str]:
    """Return the words of these codes in the order of the list; codes that are none are left out."""
    return [str(words) for code, words in CONDITIONS if code in set(codes)]
