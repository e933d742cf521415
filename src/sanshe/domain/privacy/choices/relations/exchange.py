"""What keys to a person mean: needs, offers, promises, and what grows out of them."""

from django.utils.translation import gettext_lazy as _

from sanshe.domain.privacy.choices.parts import Part
from sanshe.domain.privacy.choices.relations.kept import (
    ANONYMISE,
    KEEP,
    NEVER_CHANGED,
    ONLY_YOURS,
    OTHERS_RELY,
    REMOVE,
    Kept,
    work,
)

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

RELATIONS: dict[str, Kept] = {
    "exchange.need.person": Kept(
        Part.SLIPS,
        _("Need"),
        (
            *_SLIP,
            "age_band",
            "age_years",
            "conditions",
            "party_size",
            "is_urgent",
            "is_private",
            "at_home",
            "helpers_wanted",
            "closed_as",
        ),
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
    "exchange.providerstanding.person": Kept(
        Part.AGREEMENTS,
        _("How I kept my promises, counted for the order of answers"),
        ("kept", "promises", "counted_at"),
        REMOVE,
        ONLY_YOURS,
    ),
    "exchange.wording.removed_by": work(_("A wording that I took out of the search"), "removed_at"),
    "exchange.weighting.proposed_by": work(_("Weights of the ranking that I proposed"), "proposed_at", "activated_at"),
    "exchange.need.entered_by": work(_("A need that I wrote for somebody"), "posted_at"),
    "exchange.offer.entered_by": work(_("An offer that I wrote for somebody"), "posted_at"),
    "exchange.calendarfeed.person": Kept(
        Part.NEWS, _("A calendar address of mine"), ("issued_at", "ended_at"), REMOVE, ONLY_YOURS
    ),
    "exchange.sheetimport.sent_by": work(_("A list that I took in"), "kind", "sent_at"),
    "trust.review.author": Kept(
        Part.AGREEMENTS,
        _("A review that I wrote"),
        ("agreement", "is_kept", "words", "written_at", "edited_at", "opens_at", "hidden_at", "hidden_because"),
        ANONYMISE,
        OTHERS_RELY,
    ),
    "trust.review.about": Kept(
        Part.AGREEMENTS,
        _("A review about me"),
        ("agreement", "is_kept", "words", "written_at", "opens_at"),
        ANONYMISE,
        NEVER_CHANGED,
    ),
    "trust.review.written_by": work(_("A review that I wrote down for somebody"), "written_at"),
    "trust.review.hidden_by": work(_("A review that I took off the pages"), "hidden_at"),
    "trust.reply.written_by": Kept(
        Part.AGREEMENTS, _("My answer to a review"), ("words", "written_at"), KEEP, NEVER_CHANGED
    ),
    "trust.reviewreport.reporter": Kept(
        Part.AGREEMENTS, _("A review that I reported"), ("words", "reported_at", "is_upheld"), ANONYMISE, OTHERS_RELY
    ),
    "trust.reviewreport.decided_by": work(_("A report about a review that I decided"), "decided_at"),
    "trust.hearing.mediator": work(_("A dispute that I hear or heard"), "named_at", "ended_at"),
    "trust.hearingstep.mediator": work(_("A step of a hearing in which I was the mediator"), "kind", "at"),
    "trust.hearingstep.written_by": work(_("A step of a hearing that I wrote down"), "kind", "at"),
    "trust.vouching.started_by": work(_("That I let neighbours vouch for neighbours"), "community", "starts_at"),
    "trust.vouch.voucher": Kept(
        Part.ROLES, _("A neighbour for whom I vouch"), ("vouched", "starts_at", "ends_at"), REMOVE, ONLY_YOURS
    ),
    "trust.vouch.vouched": Kept(
        Part.ROLES, _("A neighbour who vouches for me"), ("voucher", "starts_at", "ends_at"), REMOVE, ONLY_YOURS
    ),
    "trust.admission.person": Kept(
        Part.ROLES,
        _("That neighbours’ word admits me"),
        ("community", "starts_at", "ends_at"),
        REMOVE,
        ONLY_YOURS,
    ),
    "insight.evidencerun.requested_by": work(_("A going over all needs that I asked for"), "started_at"),
    "ledger.account.person": Kept(
        Part.AGREEMENTS,
        _("My account of time credits"),
        ("number", "balance_min", "opened_at"),
        ANONYMISE,
        OTHERS_RELY,
    ),
    "ledger.scheme.opened_by": work(_("Time credits that I opened"), "community", "starts_at"),
    "ledger.transfer.recorded_by": work(_("Time that I booked"), "kind", "booked_at"),
    "clearing.round.made_by": work(_("A week that I planned"), "week_starts_on", "made_at"),
    "referrals.referral.referred_by": work(_("A need that I handed on"), "organization", "referred_at"),
    "referrals.referral.answered_by": work(_("A referral that I answered"), "organization", "answered_at"),
    "referrals.referral.ended_by": work(_("A referral that I ended"), "organization", "ended_at"),
    "referrals.callback.person": Kept(
        Part.ENTERED,
        _("A call that I was promised"),
        ("words", "due_at", "asked_at", "state", "ended_at"),
        REMOVE,
        ONLY_YOURS,
    ),
    "referrals.callback.asked_by": work(_("A call that I promised"), "asked_at"),
    "referrals.callback.taken_by": work(_("A call that I took on"), "taken_at"),
    "referrals.callattempt.by": work(_("A try to call somebody"), "outcome", "at"),
    "referrals.keptapart.decided_by": work(_("Two slips that I kept apart"), "decided_at"),
}

UNSHOWN: dict[str, frozenset[str]] = {
    "exchange.agreement": frozenset({"asked_by_receiver", "turn", "holds_place", "holds_hand", "ended_by"}),
    "exchange.delivery": frozenset({"agreement", "commitment", "corrects"}),
    "exchange.metoo": frozenset({"brought_from"}),
    "exchange.need": frozenset(
        {
            "source",
            "source_id",
            "lexemes",
            "tokenizer_version",
            "answer_count",
            "answers_counted_at",
            "refusal_counts",
            "helpers_taken",
            "merged_into",
        }
    ),
    "exchange.offer": frozenset({"organization", "service", "places_rule"}),
    "exchange.providerstanding": frozenset({"organization", "rate", "is_enough", "load"}),
    "exchange.proposal": frozenset({"number", "by_side", "answered_at"}),
    "exchange.calendarfeed": frozenset({"token_hash"}),
    "trust.admission": frozenset({"run"}),
    "trust.reply": frozenset({"review"}),
    "trust.review": frozenset({"side", "author_organization", "about_organization", "hidden_by"}),
    "trust.reviewreport": frozenset({"review", "decided_at", "decided_by"}),
    "trust.vouch": frozenset({"community"}),
    "ledger.account": frozenset({"scheme", "kind", "organization"}),
    "referrals.callback": frozenset({"community", "name", "phone", "need", "asked_by", "taken_by", "taken_at"}),
}
