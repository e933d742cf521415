"""Texts: the words of the house, their history, and the shipped ones."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.people import queries as people
from sanshe.domain.texts import operations, queries
from sanshe.domain.texts.choices import TextCode, TextLanguage
from sanshe.domain.texts.errors import TextChangedMeanwhile
from sanshe.kernel.errors import DomainError
from sanshe.web.console.access import operators_only
from sanshe.web.console.forms import TextForm
from sanshe.web.forms import refuse
from sanshe.web.messages import say
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging

VERSIONS_A_PAGE = 5


@never_cache
@require_safe
@operators_only
def texts(request: HttpRequest) -> HttpResponse:
    """List the texts with how each stands in each language."""
    return render(request, "console/texts.html", {"standings": queries.standings()})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@operators_only
def text(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Change a text after looking at it, and show every version there was."""
    _check(code, language)
    newest = queries.newest_version(code=code, language=language)
    body = queries.text(code=code, language=language)
    form = TextForm(request.POST or None, initial={"body": body, "based_on": newest.pk if newest else None})
    preview, theirs = "", ""
    if request.method == "POST" and form.is_valid():
        if request.POST.get("do") == "preview":
            preview = form.cleaned_data["body"]
        else:
            try:
                operations.change_text(
                    code=code, language=language, **form.cleaned_data, actor=actor_of(request), at=request.at
                )
            except TextChangedMeanwhile as error:
                # What was typed stays; saved once more, it stands above theirs.
                theirs = body
                form.data = form.data.copy()
                form.data["based_on"] = str(newest.pk) if newest else ""
                refuse(form, error)
            except DomainError as error:
                refuse(form, error)
            else:
                say(request, _("The new words are in use."))
                return redirect("console_text", code, language)
    page = page_of(request, queries.versions(code=code, language=language), per_page=VERSIONS_A_PAGE)
    writers = people.people_by_id(ids={one.changed_by for one in page if one.changed_by})
    shown = {
        "form": form,
        "preview": preview,
        "theirs": theirs,
        "title": TextCode(code).label,
        "code": code,
        "language": TextLanguage(language),
        "is_shipped": newest is None or newest.is_shipped,
        "versions": [(one, writers.get(one.changed_by)) for one in page],
        "paging": paging(request, page),
    }
    return render(request, "console/text.html", shown, status=422 if form.errors else 200)


@never_cache
@require_POST
@operators_only
def shipped(request: HttpRequest, code: str, language: str) -> HttpResponse:
    """Let the shipped words count again."""
    _check(code, language)
    operations.restore_shipped_text(code=code, language=language, actor=actor_of(request), at=request.at)
    say(request, _("The shipped words are in use again. Yours stay in the history."))
    return redirect("console_text", code, language)


def _check(code: str, language: str) -> None:
    if code not in TextCode.values or language not in TextLanguage.values:
        raise Http404
