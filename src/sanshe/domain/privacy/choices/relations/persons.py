"""What keys to a person mean: the entry itself, home, roles, news, what others wrote down."""

from django.utils.translation import gettext_lazy as _

from sanshe.domain.privacy.choices.parts import Part
from sanshe.domain.privacy.choices.relations.kept import (
    ACCOUNT_OF_WORK,
    ANONYMISE,
    KEEP,
    ONLY_YOURS,
    OTHERS_RELY,
    PROOF,
    REMOVE,
    Kept,
    work,
)

# Of a person themselves.
ENTRY_FIELDS = ("form_of_address", "full_name", "phone", "birth_year", "language", "joined_at", "claimed_at")
_MERGE = ("state", "community", "proposed_at", "reviewed_at", "undone_at")

RELATIONS: dict[str, Kept] = {
    "people.person.merged_into": Kept(
        Part.ENTRY,
        _("Another entry that became one with this"),
        ("form_of_address", "full_name", "birth_year", "language", "joined_at", "claimed_at", "closed_at"),
        ANONYMISE,
        OTHERS_RELY,
    ),
    "people.personmerge.kept": Kept(Part.ENTRY, _("Two entries compared"), _MERGE, ANONYMISE, ACCOUNT_OF_WORK),
    "people.personmerge.merged": Kept(
        Part.ENTRY, _("Two entries compared (this one the second)"), _MERGE, ANONYMISE, ACCOUNT_OF_WORK
    ),
    "account.emailaddress.user": Kept(Part.ENTRY, _("E-mail address"), ("email", "verified"), REMOVE, ONLY_YOURS),
    "socialaccount.socialaccount.user": Kept(
        Part.ENTRY,
        _("Another way to sign in"),
        ("provider", "uid", "date_joined", "last_login", "extra_data"),
        REMOVE,
        ONLY_YOURS,
    ),
    "privacy.closingrequest.person": Kept(
        Part.ENTRY,
        _("The wish to close the account"),
        ("asked_at", "takes_effect_at", "writings", "taken_back_at", "done_at"),
        KEEP,
        PROOF,
    ),
    "people.householdmember.person": Kept(
        Part.HOME, _("A home"), ("household", "starts_at", "ends_at"), REMOVE, ONLY_YOURS
    ),
    "people.residenceverification.person": Kept(
        Part.HOME,
        _("A home that was confirmed"),
        ("household", "method", "verified_by", "starts_at", "ends_at"),
        REMOVE,
        ONLY_YOURS,
    ),
    "people.residencecode.person": Kept(
        Part.HOME,
        _("A letter to the door"),
        ("household", "asked_at", "printed_at", "printed_by", "expires_at", "wrong_tries", "ends_at", "is_used"),
        REMOVE,
        ONLY_YOURS,
    ),
    "people.role.person": Kept(
        Part.ROLES, _("A part"), ("kind", "community", "starts_at", "ends_at"), ANONYMISE, ACCOUNT_OF_WORK
    ),
    "people.consent.person": Kept(
        Part.CONSENTS,
        _("A consent"),
        ("kind", "wording", "how", "given_at", "recorded_by", "withdrawn_at"),
        KEEP,
        PROOF,
    ),
    "people.representation.principal": Kept(
        Part.VOICES,
        _("Somebody who speaks for me"),
        ("representative", "kind", "starts_at", "ends_at", "confirmed_by"),
        ANONYMISE,
        ACCOUNT_OF_WORK,
    ),
    "people.representation.representative": Kept(
        Part.VOICES,
        _("Somebody for whom I speak"),
        ("principal", "kind", "starts_at", "ends_at", "confirmed_by"),
        ANONYMISE,
        ACCOUNT_OF_WORK,
    ),
    "notifications.notification.person": Kept(
        Part.NEWS, _("News"), ("kind", "words", "created_at", "read_at"), REMOVE, ONLY_YOURS
    ),
    "notifications.preference.person": Kept(
        Part.NEWS, _("How I want to hear of something"), ("topic", "channel", "pace"), REMOVE, ONLY_YOURS
    ),
    "notifications.contactpoint.person": Kept(
        Part.NEWS,
        _("Another way to reach me"),
        ("channel", "address", "added_at", "verified_at"),
        REMOVE,
        ONLY_YOURS,
    ),
    "notifications.delivery.person": Kept(
        Part.NEWS,
        _("When I want to be left alone"),
        ("quiet_from", "quiet_until", "digest_hour"),
        REMOVE,
        ONLY_YOURS,
    ),
    "notifications.digestissue.person": Kept(
        Part.NEWS, _("News in one piece that I was sent"), ("channel", "day", "issued_at", "news"), REMOVE, ONLY_YOURS
    ),
    "proxy.entry.person": Kept(
        Part.ENTERED,
        _("What a worker wrote down"),
        (
            "kind",
            "channel",
            "community",
            "data",
            "is_private",
            "state",
            "entered_at",
            "entered_by",
            "checked_at",
            "checked_by",
            "note",
            "sheet",
        ),
        ANONYMISE,
        _("Who wrote and who checked stays; what was written goes."),
    ),
    "proxy.receipt.person": Kept(
        Part.ENTERED, _("A receipt"), ("issued_at", "issued_by", "ends_at", "claimed_at"), REMOVE, ONLY_YOURS
    ),
    "privacy.closingrequest.asked_by": work(_("An account that I asked to close"), "asked_at"),
    "people.consent.recorded_by": work(_("A consent that I recorded"), "kind", "given_at"),
    "people.representation.confirmed_by": work(_("A representation that I confirmed"), "kind", "starts_at"),
    "people.residenceverification.verified_by": work(_("A home that I confirmed"), "starts_at"),
    "people.residencecode.printed_by": work(_("A letter that I printed"), "printed_at"),
    "people.personmerge.proposed_by": work(_("Two entries that I said are one"), "proposed_at"),
    "people.personmerge.reviewed_by": work(_("Two entries that I decided about"), "reviewed_at"),
    "people.personmerge.undone_by": work(_("Two entries that I took apart"), "undone_at"),
    "proxy.formsheet.printed_by": work(_("A form that I printed"), "kind", "printed_at"),
    "proxy.entry.entered_by": work(_("An entry that I wrote for somebody"), "kind", "entered_at"),
    "proxy.entry.checked_by": work(_("An entry that I checked"), "kind", "checked_at"),
    "proxy.correction.corrected_by": work(_("An entry that I corrected"), "corrected_at"),
    "proxy.receipt.issued_by": work(_("A receipt that I issued"), "issued_at"),
    "people.safeguardcheck.person": Kept(
        Part.ROLES,
        _("Papers of mine that were seen"),
        ("kind", "issued_on", "recorded_by", "starts_at", "expires_at", "ended_at", "end_note"),
        ANONYMISE,
        ACCOUNT_OF_WORK,
    ),
    "people.safeguardcheck.recorded_by": work(_("Papers that I saw"), "kind", "starts_at"),
    "people.safeguardcheck.ended_by": work(_("Papers that I no longer let count"), "ended_at"),
}

UNSHOWN: dict[str, frozenset[str]] = {
    "account.emailaddress": frozenset({"primary"}),
    "notifications.contactpoint": frozenset(),
    "notifications.delivery": frozenset(),
    "notifications.digestissue": frozenset(),
    "notifications.notification": frozenset({"subject_type", "subject_id", "is_put_off"}),
    "notifications.preference": frozenset(),
    "people.consent": frozenset(),
    "people.householdmember": frozenset(),
    "people.person": frozenset({"phone", "session_stamp"}),  # a merged entry has no phone
    # Who is refused, or taken apart again, is another person: neither their name nor their phone is told.
    "people.personmerge": frozenset({"reason", "former_phone", "moved"}),
    "people.representation": frozenset(),
    "people.residencecode": frozenset({"code_hash"}),
    "people.residenceverification": frozenset(),
    "people.role": frozenset(),
    "privacy.closingrequest": frozenset(),
    "proxy.entry": frozenset({"subject_type", "subject_id"}),
    "proxy.receipt": frozenset({"entry", "code_hash"}),
    "socialaccount.socialaccount": frozenset(),
    "people.safeguardcheck": frozenset({"ended_by"}),
}
