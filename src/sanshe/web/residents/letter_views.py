"""Letters to doors: which wait, and printing them."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from sanshe.domain.people import operations, queries
from sanshe.domain.people.operations import PrintedLetter
from sanshe.domain.places.models import Community
from sanshe.formats.print import DoorLetter, FontMissing, door_letters
from sanshe.web.messages import warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in
from sanshe.web.people.access import sign_in_first
from sanshe.web.residents.access import workers_community


@never_cache
@require_safe
@sign_in_first
def letters(request: HttpRequest) -> HttpResponse:
    """List the letters that wait to be printed, and those under way."""
    community = workers_community(request)
    waiting = page_of(request, queries.letters_to_print(community=community), per_page=100)
    under_way = list(queries.letters_under_way(community=community, at=request.at)[:50])
    operations.look_at_residents(
        actor=actor_of(request),
        people=[one.person for one in (*waiting, *under_way)],
        community=community,
        at=request.at,
    )
    shown = {"waiting": waiting, "under_way": under_way, "paging": paging(request, waiting)}
    return render(request, "residents/letters.html", shown)


@never_cache
@require_POST
@sign_in_first
def print_letters(request: HttpRequest) -> HttpResponse:
    """Give the waiting letters their codes and answer with them as paper; the codes are shown this once."""
    community = workers_community(request)
    printed = operations.print_letters(actor=actor_of(request), community=community, at=request.at)
    if not printed:
        warn(request, _("No letter waits any more. Somebody else may have printed them."))
        return redirect("residence_letters")
    sheets = [_sheet(letter, community) for letter in printed]
    if text_in(request.POST, "as") != "page":
        try:
            answer = HttpResponse(door_letters(sheets), content_type="application/pdf")
        except FontMissing:
            pass  # the codes exist only now: the browser prints them as well
        else:
            answer["Content-Disposition"] = 'attachment; filename="letters.pdf"'
            return answer
    return render(request, "residents/letters_print.html", {"sheets": sheets})


def _sheet(letter: PrintedLetter, community: Community) -> DoorLetter:
    """Return a letter in the language of whom it is for."""
    with translation.override(letter.language):
        until = date_format(localtime(letter.expires_at), "DATE_FORMAT")
        return DoorLetter(
            community_name=community.name,
            address=letter.address,
            code=f"{letter.code[:4]} {letter.code[4:]}",
            url=f"{settings.PUBLIC_ADDRESS.rstrip('/')}{reverse('my_home')}",
            valid_until_text=_("The code works until %(date)s.") % {"date": until},
            title=_("A code for your door"),
            intro_lines=[
                _("Hello %(name)s,") % {"name": letter.called},
                _("you asked us to confirm that you live here. Open the address below and type this code."),
                _("If it was not you who asked, throw this letter away: without the code nothing happens."),
            ],
            language=letter.language,
        )
