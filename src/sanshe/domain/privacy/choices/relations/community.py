"""What keys to a person mean: organisations and notice boards."""

from django.utils.translation import gettext_lazy as _

from sanshe.domain.privacy.choices.parts import Part
from sanshe.domain.privacy.choices.relations.kept import (
    ACCOUNT_OF_WORK,
    ANONYMISE,
    KEEP,
    NEVER_CHANGED,
    ONLY_YOURS,
    OTHERS_RELY,
    REMOVE,
    Kept,
    work,
)

RELATIONS: dict[str, Kept] = {
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
    "organisations.membership.ended_by": work(_("A belonging that I ended"), "organization", "ends_at"),
    "organisations.joinrequest.decided_by": work(_("A wish to join that I decided"), "organization", "ended_at"),
    "organisations.verification.decided_by": work(_("An organisation that I looked at"), "name", "ended_at"),
    "boards.post.pinned_by": work(_("A notice that I pinned"), "board", "pinned_until"),
    "organisations.organizationcheck.recorded_by": work(
        _("An organisation whose ways I looked at"), "organization", "starts_at"
    ),
    "organisations.organizationcheck.ended_by": work(
        _("An organisation whose check I ended"), "organization", "ended_at"
    ),
}

UNSHOWN: dict[str, frozenset[str]] = {
    "boards.comment": frozenset(),
    "boards.following": frozenset(),
    "boards.mention": frozenset({"comment"}),
    "boards.moderationact": frozenset({"post", "comment", "answers"}),
    "boards.picture": frozenset({"small_sha256", "position"}),
    "boards.post": frozenset({"pin"}),
    "boards.report": frozenset({"post", "comment", "is_trusted", "settled_by"}),
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
}
