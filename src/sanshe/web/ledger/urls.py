"""Addresses of time credits."""

from django.urls import path

from sanshe.web.ledger import account_views, giving_views, scheme_views

urlpatterns = [
    path("credits/", account_views.mine, name="credits"),
    path("credits/open/", account_views.open_account, name="open_credit_account"),
    path("credits/rules/", scheme_views.rules_page, name="credit_rules"),
    path("credits/give/", giving_views.give, name="give_credits"),
    path("credits/accounts/<uuid:pk>/", account_views.account, name="credit_account"),
    path("credits/accounts/<uuid:pk>/statement/", account_views.statement, name="credit_statement"),
    path("credits/accounts/<uuid:pk>/statement/print/", account_views.printed, name="credit_statement_print"),
    path("credits/accounts/<uuid:pk>/statement/download/", account_views.download, name="credit_statement_download"),
    path("credits/transfers/<uuid:pk>/", giving_views.transfer, name="credit_transfer"),
    path("credits/transfers/<uuid:pk>/take-back/", giving_views.take_back, name="take_back_credits"),
    path("desk/credits/", scheme_views.desk, name="credit_desk"),
    path("desk/credits/open/", scheme_views.open_scheme, name="open_credit_scheme"),
    path("desk/credits/close/", scheme_views.close_scheme, name="close_credit_scheme"),
    path("desk/credits/grant/", scheme_views.grant, name="grant_credits"),
]
