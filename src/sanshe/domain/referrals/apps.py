from django.apps import AppConfig


class ReferralsConfig(AppConfig):
    name = "sanshe.domain.referrals"
    label = "referrals"
