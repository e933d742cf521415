"""What each foreign key to a person means for that person.

The page, the export and the closing of an account walk all models and look here what to do; a test fails for a key that
is not declared, and for a field that is neither shown nor said to be of no interest.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanshe.domain.privacy.choices.parts import AtClosing, Part

REMOVE, ANONYMISE, KEEP = AtClosing.REMOVE, AtClosing.ANONYMISE, AtClosing.KEEP

OTHERS_RELY = _("Others rely on it; your name goes.")
ACCOUNT_OF_WORK = _("It says who was responsible for what; your name goes.")
ONLY_YOURS = _("Nobody but you needs it.")
NEVER_CHANGED = _("The record is never changed; your name goes.")
PROOF = _("It proves that we were allowed to; your name goes.")


@dataclass(frozen=True)
class Kept:
    """What one foreign key to a person means: in which part it stands, in which words, what is shown of a row."""

    part: Part
    label: str | Promise
    shown: tuple[str, ...]
    at_closing: AtClosing
    why: str | Promise

    @property
    def is_exported(self) -> bool:
        """Whether rows of it stand in the export."""
        return bool(self.shown)


def _work(label: Promise, *shown: str) -> Kept:
    """Return what somebody did for others: when, never what it says about them."""
    return Kept(Part.WORK, label, shown, KEEP, ACCOUNT_OF_WORK)


_SLIP = (
    "sentence",
    "category",
    "community",
    "posted_at",
    "status",
    "closed_at",
    "entered_by",
    "starts_at",
    "ends_at",
    "time_text",
    "recurrence",
    "place_text",
    "landmark",
    "cost_basis",
    "languages",
)
_PROMISE = (
    "need",
    "offer",
    "receiver",
    "provider",
    "provider_organization",
    "community",
    "state",
    "requested_at",
    "requested_by",
    "decided_at",
    "ended_at",
    "starts_at",
    "ends_at",
    "party_size",
    "message",
    "reason",
    "thanks",
    "settled_as",
    "is_solved",
    "recurrence",
    "hold_until",
    "accepted_at",
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
    "exchange.need.person": Kept(
        Part.SLIPS,
        _("Need"),
        (*_SLIP, "age_band", "age_years", "conditions", "party_size", "is_urgent", "is_private", "at_home", "helpers_wanted", "closed_as"),
        ANONYMISE,
        _("What led to an agreement stays for the other side; of everything else the words go."),
    ),
    "exchange.offer.person": Kept(
        Part.SLIPS,
        _("Offer"),
        (*_SLIP, "minimum_age", "maximum_age", "weekly_hours", "capacity", "places_taken"),
        ANONYMISE,
        _("What led to an agreement stays for the other side; of everything else the words go."),
    ),
    "exchange.agreement.receiver": Kept(
        Part.AGREEMENTS, _("Help that I asked for or was offered"), _PROMISE, ANONYMISE, OTHERS_RELY
    ),
    "exchange.agreement.provider": Kept(Part.AGREEMENTS, _("Help that I gave"), _PROMISE, ANONYMISE, OTHERS_RELY),
    "exchange.agreement.requested_by": Kept(
        Part.AGREEMENTS, _("A question that I put"), ("requested_at", "state"), ANONYMISE, OTHERS_RELY
    ),
    "exchange.delivery.recorded_by": Kept(
        Part.AGREEMENTS,
        _("That something was done"),
        ("delivered_at", "duration_min", "people_count", "note"),
        KEEP,
        NEVER_CHANGED,
    ),
    "exchange.proposal.proposed_by": Kept(
        Part.AGREEMENTS,
        _("Another time that I proposed"),
        ("agreement", "starts_at", "ends_at", "recurrence", "message", "proposed_at", "is_accepted"),
        ANONYMISE,
        OTHERS_RELY,
    ),
    "exchange.metoo.person": Kept(
        Part.SLIPS, _("A need of others that is mine too"), ("need", "said_at"), REMOVE, ONLY_YOURS
    ),
    "exchange.weighting.proposed_by": _work(_("Weights of the ranking that I proposed"), "proposed_at", "activated_at"),
    "organisations.membership.person": Kept(
        Part.ORGANISATIONS,
        _("Where I belong or belonged"),
        ("organization", "kind", "title", "starts_at", "ends_at", "ended_as", "end_note"),
        ANONYMISE,
        ACCOUNT_OF_WORK,
    ),
    "organisations.joinrequest.person": Kept(
        Part.ORGANISATIONS,
        _("What I asked of a group"),
        ("organization", "wish", "words", "asked_at", "ended_at", "outcome", "note"),
        REMOVE,
        ONLY_YOURS,
    ),
    "organisations.organization.founded_by": Kept(
        Part.ORGANISATIONS, _("What I founded"), ("name", "founded_at"), ANONYMISE, OTHERS_RELY
    ),
    "organisations.verification.asked_by": Kept(
        Part.ORGANISATIONS,
        _("A confirmation that I asked for"),
        ("name", "asked_at", "ended_at", "outcome", "note"),
        ANONYMISE,
        OTHERS_RELY,
    ),
    "organisations.invitation.invited_by": Kept(
        Part.ORGANISATIONS, _("An invitation of mine"), ("organization", "kind", "invited_at"), ANONYMISE, OTHERS_RELY
    ),
    "organisations.wanted.posted_by": Kept(
        Part.ORGANISATIONS,
        _("Something I looked for on behalf of a group"),
        ("organization", "kind", "text", "status", "posted_at", "ended_at"),
        ANONYMISE,
        OTHERS_RELY,
    ),
    "boards.post.author": Kept(
        Part.WRITINGS,
        _("Notice"),
        ("board", "title", "text", "posted_at", "edited_at", "taken_down_at", "hiding"),
        ANONYMISE,
        _("As you choose: the words go, or stay without your name."),
    ),
    "boards.comment.author": Kept(
        Part.WRITINGS,
        _("Answer"),
        ("post", "text", "posted_at", "taken_down_at", "hiding"),
        ANONYMISE,
        _("As you choose: the words go, or stay without your name."),
    ),
    "boards.picture.uploaded_by": Kept(
        Part.WRITINGS,
        _("Picture"),
        ("alt", "width", "height", "uploaded_at", "post", "sha256"),
        ANONYMISE,
        _("As you choose: with the notices, or without your name."),
    ),
    "boards.mention.person": Kept(Part.WRITINGS, _("Where somebody called me"), ("post", "called"), REMOVE, ONLY_YOURS),
    "boards.following.person": Kept(
        Part.WRITINGS, _("A board that I follow"), ("board", "wants_news", "seen_at"), REMOVE, ONLY_YOURS
    ),
    "boards.report.reporter": Kept(
        Part.WRITINGS, _("A report of mine"), ("reason", "words", "reported_at"), ANONYMISE, OTHERS_RELY
    ),
    "boards.moderationact.actor": Kept(
        Part.WRITINGS,
        _("An objection or a decision of mine"),
        ("kind", "reason", "words", "at"),
        KEEP,
        NEVER_CHANGED,
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
    "privacy.closingrequest.asked_by": _work(_("An account that I asked to close"), "asked_at"),
    "people.consent.recorded_by": _work(_("A consent that I recorded"), "kind", "given_at"),
    "people.representation.confirmed_by": _work(_("A representation that I confirmed"), "kind", "starts_at"),
    "people.residenceverification.verified_by": _work(_("A home that I confirmed"), "starts_at"),
    "people.residencecode.printed_by": _work(_("A letter that I printed"), "printed_at"),
    "people.personmerge.proposed_by": _work(_("Two entries that I said are one"), "proposed_at"),
    "people.personmerge.reviewed_by": _work(_("Two entries that I decided about"), "reviewed_at"),
    "people.personmerge.undone_by": _work(_("Two entries that I took apart"), "undone_at"),
    "exchange.need.entered_by": _work(_("A need that I wrote for somebody"), "posted_at"),
    "exchange.offer.entered_by": _work(_("An offer that I wrote for somebody"), "posted_at"),
    "organisations.membership.ended_by": _work(_("A belonging that I ended"), "organization", "ends_at"),
    "organisations.joinrequest.decided_by": _work(_("A wish to join that I decided"), "organization", "ended_at"),
    "organisations.verification.decided_by": _work(_("An organisation that I looked at"), "name", "ended_at"),
    "boards.post.pinned_by": _work(_("A notice that I pinned"), "board", "pinned_until"),
    "proxy.formsheet.printed_by": _work(_("A form that I printed"), "kind", "printed_at"),
    "proxy.entry.entered_by": _work(_("An entry that I wrote for somebody"), "kind", "entered_at"),
    "proxy.entry.checked_by": _work(_("An entry that I checked"), "kind", "checked_at"),
    "proxy.correction.corrected_by": _work(_("An entry that I corrected"), "corrected_at"),
    "proxy.receipt.issued_by": _work(_("A receipt that I issued"), "issued_at"),
}

# Of the rows that are about somebody: what says nothing about them, or something about another.
UNSHOWN: dict[str, frozenset[str]] = {
    "account.emailaddress": frozenset({"primary"}),
    "boards.comment": frozenset(),
    "boards.following": frozenset(),
    "boards.mention": frozenset({"comment"}),
    "boards.moderationact": frozenset({"post", "comment", "answers"}),
    "boards.picture": frozenset({"small_sha256", "position"}),
    "boards.post": frozenset({"pin"}),
    "boards.report": frozenset({"post", "comment", "is_trusted", "settled_by"}),
    "exchange.agreement": frozenset({"asked_by_receiver", "turn", "holds_place", "holds_hand", "ended_by"}),
    "exchange.delivery": frozenset({"agreement", "commitment", "corrects"}),
    "exchange.metoo": frozenset(),
    "exchange.need": frozenset(
        {
            "source",
            "source_id",
            "lexemes",
            "answer_count",
            "answers_counted_at",
            "refusal_counts",
            "helpers_taken",
            "merged_into",
        }
    ),
    "exchange.offer": frozenset({"lexemes", "organization", "service", "places_rule"}),
    "exchange.proposal": frozenset({"number", "by_side", "answered_at"}),
    "notifications.contactpoint": frozenset(),
    "notifications.delivery": frozenset(),
    "notifications.digestissue": frozenset(),
    "notifications.notification": frozenset({"subject_type", "subject_id", "is_put_off"}),
    "notifications.preference": frozenset(),
    "organisations.invitation": frozenset({"phone", "title", "ended_at", "outcome"}),  # the phone is another's
    "organisations.joinrequest": frozenset(),
    "organisations.membership": frozenset({"succeeds"}),
    "organisations.organization": frozenset(
        {
            "source",
            "source_id",
            "kind",
            "name_en",
            "alternate_name",
            "description",
            "description_en",
            "opening_remarks",
            "opening_remarks_en",
            "seal_text",
            "community",
            "legal_status",
            "year_incorporated",
            "credit_code",
            "phone",
            "email",
            "url",
            "address",
            "longitude",
            "latitude",
            "join_policy",
            "verified_at",
            "closed_at",
            "closing_note",
        }
    ),
    "organisations.verification": frozenset({"organization", "credit_code"}),
    "organisations.wanted": frozenset({"text_en"}),
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
}
