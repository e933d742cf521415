"""What every row of the whole exchange has to satisfy, once the old ones say what they lacked."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0005_whole_exchange_guards")]

    operations = [
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at", None), ("state__in", ("waiting", "held", "requested"))),
                    models.Q(
                        models.Q(("state__in", ("waiting", "held", "requested")), _negated=True),
                        ("decided_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="agreement_decided_once_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("need__isnull", False),
                    ("offer__isnull", False),
                    ("state__in", ("waiting", "held", "requested", "accepted", "delivered")),
                ),
                fields=("need", "offer"),
                name="agreement_asked_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hold_until__isnull", False), ("state", "held")),
                    models.Q(models.Q(("state", "held"), _negated=True), ("hold_until", None)),
                    _connector="OR",
                ),
                name="agreement_held_until_an_hour",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("requested", "held", "delivered")), _negated=True),
                    models.Q(("turn", ""), _negated=True),
                    _connector="OR",
                ),
                name="agreement_waits_for_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "missed"), _negated=True),
                    models.Q(("ended_by", ""), _negated=True),
                    _connector="OR",
                ),
                name="agreement_missed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("accepted", "delivered")), _negated=True),
                    models.Q(
                        models.Q(("offer", None), ("holds_place", True), _connector="OR"),
                        models.Q(("need", None), ("holds_hand", True), _connector="OR"),
                    ),
                    _connector="OR",
                ),
                name="agreement_promise_holds",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "held"), _negated=True),
                    models.Q(("holds_hand", False), ("holds_place", True)),
                    _connector="OR",
                ),
                name="agreement_held_holds_a_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        (
                            "state__in",
                            ("waiting", "requested", "missed", "declined", "withdrawn", "lapsed", "cancelled"),
                        ),
                        _negated=True,
                    ),
                    models.Q(("holds_hand", False), ("holds_place", False)),
                    _connector="OR",
                ),
                name="agreement_nothing_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("need__isnull", True),
                    ("state__in", ("waiting", "held", "requested", "accepted", "delivered")),
                ),
                fields=("offer", "receiver"),
                name="agreement_one_request_per_offer",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("offer__isnull", True),
                    ("state__in", ("waiting", "held", "requested", "accepted", "delivered")),
                ),
                fields=("need", "provider"),
                name="agreement_one_hand_per_need",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(("helpers_taken__lte", models.F("helpers_wanted")), ("helpers_wanted__gte", 1)),
                name="need_is_never_overhelped",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_as", ""), ("status", "open")),
                    models.Q(("closed_as", "solved_here"), ("status", "met")),
                    models.Q(("status", "withdrawn"), models.Q(("closed_as__in", ("", "solved_here")), _negated=True)),
                    _connector="OR",
                ),
                name="need_closed_for_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_as", "merged"), ("merged_into__isnull", False)),
                    models.Q(models.Q(("closed_as", "merged"), _negated=True), ("merged_into", None)),
                    _connector="OR",
                ),
                name="need_merged_into_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="need",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into", None), models.Q(("merged_into", models.F("id")), _negated=True), _connector="OR"
                ),
                name="need_merged_into_no_self",
            ),
        ),
        migrations.AddConstraint(
            model_name="offer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("capacity", None),
                    ("places_rule", "by_time"),
                    ("places_taken__lte", models.F("capacity")),
                    _connector="OR",
                ),
                name="offer_is_never_oversold",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                condition=models.Q(("corrects", None)), fields=("commitment",), name="delivery_once_per_commitment"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("people_count__gte", 1)), name="delivery_reached_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("duration_min", None), ("duration_min__range", (1, 1440)), _connector="OR"),
                name="delivery_within_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="commitment_numbered"),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_at", None), ("starts_at", None)),
                    ("ends_at__gt", models.F("starts_at")),
                    _connector="OR",
                ),
                name="commitment_ends_after_start",
            ),
        ),
        migrations.AddConstraint(
            model_name="commitment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "missed"), models.Q(("missed_by", ""), _negated=True)),
                    models.Q(models.Q(("state", "missed"), _negated=True), ("missed_by", "")),
                    _connector="OR",
                ),
                name="commitment_missed_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="metoo",
            constraint=models.UniqueConstraint(fields=("need", "person"), name="me_too_once"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(fields=("agreement", "number"), name="proposal_numbered"),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("answered_at", None)), fields=("agreement",), name="proposal_one_open_per_agreement"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="proposal_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at", None), ("is_accepted", None)),
                    models.Q(("answered_at__isnull", False), ("is_accepted__isnull", False)),
                    _connector="OR",
                ),
                name="proposal_answered_with_yes_or_no",
            ),
        ),
        migrations.AddConstraint(
            model_name="weighting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("activated_at__isnull", False), ("ended_at", None)),
                fields=("ended_at",),
                name="weighting_one_in_force",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="weighting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("category__gte", 0),
                    ("distance__gte", 0),
                    ("text__gte", 0),
                    ("time__gte", 0),
                    ("trust__gte", 0),
                    ("turn__gte", 0),
                ),
                name="weighting_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="weighting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at", None),
                    models.Q(("activated_at__isnull", False), ("ended_at__gte", models.F("activated_at"))),
                    _connector="OR",
                ),
                name="weighting_ends_after_start",
            ),
        ),
    ]
