"""Categories: names, words, sensitivity, retiring, order."""

import csv

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from sanshe.domain.taxonomy import operations, queries
from sanshe.kernel.errors import DomainError
from sanshe.web.console.access import operators_only
from sanshe.web.console.forms import CategoryForm
from sanshe.web.forms import refuse
from sanshe.web.messages import say, warn
from sanshe.web.middleware import actor_of
from sanshe.web.paging import page_of, paging
from sanshe.web.parameters import text_in

PER_PAGE = 8
FIELDS = ("name_zh", "name_en", "words_zh", "words_en", "is_sensitive", "needs_checked_provider")
COLUMNS = ("code", "parent", *FIELDS[:4], "field", *FIELDS[4:], "retired_at")
# A spreadsheet takes a cell that begins like this for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


@never_cache
@require_safe
@operators_only
def categories(request: HttpRequest) -> HttpResponse:
    """Show the tree, a few main categories a page, searched by name and word."""
    words = text_in(request.GET, "q")
    branches = [(top, leaves) for top, leaves in _branches(words.casefold()) if leaves or _says(top, words.casefold())]
    page = page_of(request, branches, per_page=PER_PAGE)
    shown = {"page": page, "paging": paging(request, page), "words": words}
    return render(request, "console/categories.html", shown)


@never_cache
@require_safe
@operators_only
def as_csv(request: HttpRequest) -> HttpResponse:
    """Hand out all categories as a table."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="categories.csv"'
    writer = csv.writer(response)
    writer.writerow(COLUMNS)
    for term in queries.every_category():
        row = {
            "code": term.code,
            "parent": term.parent.code if term.parent else "",
            "name_zh": term.name_zh,
            "name_en": term.name_en,
            "words_zh": " ".join(word.replace(" ", "_") for word in term.words_zh),
            "words_en": ", ".join(term.words_en),
            "field": term.field.code if term.field else "",
            "is_sensitive": int(term.is_sensitive),
            "needs_checked_provider": int(term.needs_checked_provider),
            "retired_at": term.retired_at.isoformat() if term.retired_at else "",
        }
        writer.writerow([_as_text(row[name]) for name in COLUMNS])
    return response


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@operators_only
def category(request: HttpRequest, code: str) -> HttpResponse:
    """Change a category."""
    term = _category(code)
    form = CategoryForm(request.POST or None, initial={name: getattr(term, name) for name in FIELDS})
    if request.method == "POST" and form.is_valid():
        try:
            operations.change_category(code=code, **form.cleaned_data, actor=actor_of(request), at=request.at)
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("%(name)s is up to date.") % {"name": form.cleaned_data["name_zh"]})
            return redirect("console_category", code)
    status = 422 if form.errors else 200
    return render(request, "console/category.html", {"form": form, "term": term}, status=status)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@operators_only
def add(request: HttpRequest, code: str) -> HttpResponse:
    """Add a leaf below a main category."""
    parent = _category(code)
    if parent.parent_id or parent.retired_at:
        raise Http404
    form = CategoryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            term = operations.add_leaf(parent_code=code, **form.cleaned_data, actor=actor_of(request), at=request.at)
        except DomainError as error:
            refuse(form, error)
        else:
            say(request, _("%(name)s can be chosen from now on.") % {"name": term.name})
            return redirect("console_category", term.code)
    status = 422 if form.errors else 200
    return render(request, "console/add_category.html", {"form": form, "parent": parent}, status=status)


@never_cache
@require_POST
@operators_only
def retire(request: HttpRequest, code: str) -> HttpResponse:
    """Retire a category, or bring it back."""
    comes_back = bool(request.POST.get("back"))
    change = operations.revive_category if comes_back else operations.retire_category
    try:
        change(code=code, actor=actor_of(request), at=request.at)
    except DomainError as error:
        warn(request, str(error))
        return redirect("console_taxonomy")
    say(
        request,
        _("The category is in use again.") if comes_back else _("The category is retired. What stands in it stays."),
    )
    return redirect("console_category", code)


@never_cache
@require_POST
@operators_only
def move(request: HttpRequest, code: str) -> HttpResponse:
    """Let a category change places with its neighbour."""
    try:
        operations.move_category(code=code, up=request.POST.get("to") == "up", actor=actor_of(request), at=request.at)
    except DomainError as error:
        warn(request, str(error))
        return redirect("console_taxonomy")
    say(request, _("The category has changed places."))
    return redirect("console_category", code)


def _category(code: str):
    term = queries.category(code=code) if code.isascii() and code.isprintable() else None
    if term is None:
        raise Http404
    return term


def _branches(wanted: str):
    """Yield each main category with its leaves; searched, only those leaves that say the words, or all of a hit."""
    terms = list(queries.every_category())
    for top in (term for term in terms if term.parent_id is None):
        leaves = [term for term in terms if term.parent_id == top.pk]
        yield top, leaves if _says(top, wanted) else [leaf for leaf in leaves if _says(leaf, wanted)]


def _says(term, wanted: str) -> bool:
    texts = (term.code, term.name_zh, term.name_en, *term.words_zh, *term.words_en)
    return any(wanted in text.casefold() for text in texts)


def _as_text(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA_STARTS) else value
