"""What one agreed to: seen, given, taken back."""

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from sanshe.domain.people import queries as people
from sanshe.domain.people.choices import ConsentKind
from sanshe.domain.people.models import Consent
from sanshe.domain.privacy import operations
from sanshe.kernel.errors import DomainError
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.privacy.access import address, shown_of, whose_data
from sanshe.web.proxy.consent import confidence_wording, wording

FOLLOWS = {
    ConsentKind.PROXY_ENTRY: gettext_lazy(
        "Workers write nothing more for you. What they wrote so far stays, and you can take it back yourself."
    ),
    ConsentKind.SENSITIVE_DATA: gettext_lazy(
        "What you told in confidence comes off the workers’ desk and its words go. Where somebody has promised to "
        "help, they stay until that is done."
    ),
    ConsentKind.MESSAGES: gettext_lazy("Your phone stays quiet. Codes to sign in still come, and news stays here."),
}


@dataclass(frozen=True)
class Switch:
    """One thing to agree to: its words, whether it runs, what follows from taking it back, and what was before."""

    kind: ConsentKind
    wording: str
    running: Consent | None
    follows: str | Promise
    past: list[Consent]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sign_in_first
def my_consents(request: HttpRequest) -> HttpResponse:
    """Show each consent with its words and dates; give it or take it back."""
    person = whose_data(request)
    if request.method == "POST":
        kind, act = text_in(request.POST, "kind"), text_in(request.POST, "act")
        if kind not in ConsentKind.values or act not in ("give", "take_back"):
            raise Http404
        about = {"actor": actor_of(request), "person": person, "kind": kind, "at": request.at}
        try:
            if act == "give":
                operations.agree(wording=_wording(ConsentKind(kind)), **about)
            else:
                operations.take_consent_back(**about)
        except DomainError as error:
            warn(request, str(error))
        else:
            say(request, _("Thank you; it is written down.") if act == "give" else _("It is taken back."))
        return redirect(address(request, "my_consents", person))
    every = people.consents_of(person=person)
    switches = [
        Switch(
            kind=kind,
            wording=_wording(kind),
            running=next((one for one in every if one.kind == kind and one.withdrawn_at is None), None),
            follows=FOLLOWS[kind],
            past=[one for one in every if one.kind == kind and one.withdrawn_at is not None],
        )
        for kind in ConsentKind
    ]
    return render(request, "privacy/consents.html", {**shown_of(request, person), "switches": switches})


def _wording(kind: ConsentKind) -> str:
    words = {ConsentKind.PROXY_ENTRY: wording, ConsentKind.SENSITIVE_DATA: confidence_wording}
    return words[kind]() if kind in words else str(kind.label)
