"""Signing in with an account that somebody has elsewhere (WeChat, OpenID Connect), where the installation names one.

The phone comes first: an account from elsewhere that nobody here has linked is kept until its owner has signed in by
phone, and belongs to that person from then on. So it never makes a second person of anybody.
"""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from sanshe.domain.people.models import Person
from sanshe.domain.people.operations.elsewhere import link_account
from sanshe.domain.privacy import operations as privacy
from sanshe.kernel.errors import DomainError
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of

KEPT_KEY = "account_elsewhere"
BACKEND = "django.contrib.auth.backends.ModelBackend"


class Adapter(DefaultSocialAccountAdapter):
    """What happens once another service has said who somebody is there."""

    def populate_user(self, request: HttpRequest, sociallogin: SocialLogin, data: dict) -> Person:
        """Take over nothing of what the other service knows: no name, no address, no picture."""
        return sociallogin.user

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """Sign in whose account it is, link it to who is signed in, or ask for the phone first."""
        actor, owner = actor_of(request), sociallogin.user if sociallogin.is_existing else None
        account = {"provider": sociallogin.account.provider, "uid": sociallogin.account.uid}
        if actor is None and owner is not None and owner.is_active:
            login(request, owner, backend=BACKEND)
            privacy.take_back_closing(person=owner, at=request.at)
            say(request, _("Good to see you, %(name)s.") % {"name": owner.public_name})
        elif actor is None:
            request.session[KEPT_KEY] = account
            say(request, _("Once by phone, so that we know it is you. From then on this way is enough."))
            raise ImmediateHttpResponse(redirect("sign_in"))
        else:
            request.session[KEPT_KEY] = account
            link_kept_account(request, actor)
        raise ImmediateHttpResponse(redirect("home"))

    def on_authentication_error(self, request: HttpRequest, provider, error=None, exception=None, extra_context=None):
        """Say that it did not work, and offer the phone."""
        warn(request, _("The other service did not let you in. Please sign in with your phone."))
        raise ImmediateHttpResponse(redirect("sign_in"))


def link_kept_account(request: HttpRequest, person: Person) -> None:
    """Give the account from elsewhere that this browser came with to the person who has signed in now."""
    account = request.session.pop(KEPT_KEY, None)
    if account is None:
        return
    try:
        link_account(person=person, at=request.at, **account)
    except DomainError as error:
        warn(request, str(error))
    else:
        say(request, _("Next time you can sign in this way without a code."))


def ways_elsewhere() -> list[dict[str, str]]:
    """Return the other ways to sign in that this installation names: the words of the button and its address."""
    ways = []
    for provider, configured in settings.SOCIALACCOUNT_PROVIDERS.items():
        for app in configured["APPS"]:
            arguments = {"provider_id": app["provider_id"]} if provider == "openid_connect" else {}
            ways.append({"name": app["name"], "url": reverse(f"{provider}_login", kwargs=arguments)})
    return ways
