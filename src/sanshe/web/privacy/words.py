"""The words for what somebody looked at."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from sanshe.domain.privacy.choices.retention import YEAR_DAYS
from sanshe.domain.privacy.queries import Look

LOOKS = {
    ("people.look_at_person", "file"): gettext_lazy("Opened your file: name, phone, home, consents"),
    ("people.look_at_person", "merge"): gettext_lazy("Compared two entries, to see whether both are you"),
    ("people.look_at_residents", ""): gettext_lazy("Your name and home stood in a list of residents"),
    ("exchange.look_at_need", ""): gettext_lazy("Read what you told in confidence"),
    ("exchange.look_at_things", ""): gettext_lazy("Opened what you arranged with somebody"),
    ("exchange.look_at_home", ""): gettext_lazy("Saw your address, to come to you"),
    ("ledger.look_at_account", "credits"): gettext_lazy("Looked at your time credit account"),
    ("referrals.look_at_person", ""): gettext_lazy("Opened what you were referred for"),
    ("proxy.look_at_person", ""): gettext_lazy("Read what was written down for you"),
    ("privacy.look_at_kept", ""): gettext_lazy("Looked through your data, as your guardian"),
    ("privacy.export_kept", ""): gettext_lazy("Took a copy of your data, as your guardian"),
}


def look_words(look: Look) -> str:
    """Return in words what somebody looked at."""
    words = LOOKS.get((look.operation, look.page)) or LOOKS.get((look.operation, ""))
    return str(words or _("Looked at what is kept about you"))


def period_words(days: int | None) -> str:
    """Return in words how long something stays."""
    if days is None:
        return _("for good")
    if days == 0:
        return _("until it has run out")
    if days % YEAR_DAYS == 0:
        years = days // YEAR_DAYS
        return ngettext("%(count)s year", "%(count)s years", years) % {"count": years}
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
