"""Who may do what: every address as everybody, and every rule, written down as docs/permissions.md."""

import importlib
import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from sanshe.kernel.models import JournalEntry
from tests.factories.everybody import NOBODY, World

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "permissions.md"
AREAS = ROOT / "src" / "sanshe" / "domain"

# What stands in the address of a page, by the page's name; see `tests.factories.everybody`.
ARGUMENTS = {
    "api:": {
        "ask_for_offer": ("offer", {"pk": "offer_id"}),
        "agreement": ("agreement", {"pk": "agreement_id"}),
        "take_step": ("act", {"pk": "agreement_id", "action": "step"}),
    },
    "": {
        "demo_sign_in": "demo_sign_in",
        "confirm_news_email": "demo_sign_in",
        "stop_news": "demo_sign_in",
        "piece_of_news": "news",
        "act": "act",
        "service": "service",
        "board": "organization",
        "community_board": "community",
        "place": "community",
        "place_boundary": "community",
        "restore_boundary": "community",
        "place_geojson": "community",
        "place_population": "community",
        "population_export": "community",
        "proxy_sheets_pdf": "batch",
        "proxy_sheet": "sheet",
        "proxy_check": "entry",
        "proxy_entry": "entry",
        "proxy_discard": "entry",
        "entered_take_back": "entry",
        "proxy_receipt": "receipt",
        "proxy_receipt_pdf": "receipt",
        "proxy_reissue": "receipt",
        "picture": "picture",
        "small_picture": "picture",
        "merge": "merge",
        "resident": "resident",
        "my_data_part": "part",
        "agreement": "agreement",
        "need": "need",
        "need_why": "need",
        "me_too": "need",
        "me_too_undo": "need",
        "reopen_need": "need",
        "refer_need": "need",
        "offer_why": "offer",
        "offer_wordings": "offer",
        "take_out_wording": "wording",
        "put_back_wording": "wording",
        "agreement_calendar": "agreement",
        "calendar_feed": "demo_sign_in",
        "weighting": "weighting",
        "activate_weights": "weighting",
        "renew_weights_preview": "weighting",
        "resident_check": "resident",
        "organization_check": "organization",
        "organization_record": "organization",
        "organization_referrals": "organization",
        "person_record": "owner",
        "review": "over",
        "hearing": "disputed",
        "hearing_step": "hearing step",
        "reply_to_review": "review",
        "report_review": "review",
        "decide_review": "review",
        "show_review_again": "review",
        "appoint_mediator": "owner",
        "dismiss_mediator": "mediator",
        "vouch": "vouching link",
        "end_vouch": "vouch",
        "sheet": "list",
        "take_in_sheet": "list",
        "discard_sheet": "list",
        "sheet_template": "sheet kind",
        "credit_account": "account",
        "credit_statement": "account",
        "credit_statement_print": "account",
        "credit_statement_download": "account",
        "credit_transfer": "transfer",
        "take_back_credits": "transfer",
        "referral": "referral",
        "referral_step": "referral step",
        "call_step": "call step",
        "decide_duplicate_needs": "duplicate step",
        "clearing_round": "round",
        "clearing_again": "round",
        "clearing_drop": "round",
        "clearing_send": "round",
        "clearing_move": "round line",
        "clearing_pin": "round line",
        "clearing_unpin": "round line",
        "clearing_remove": "round line",
        "clearing_restore": "round line",
        "hand": "need",
        "withdraw_need": "need",
        "offer": "offer",
        "ask": "offer",
        "withdraw_offer": "offer",
        "decide_takeover": "nothing",
        "answer_invitation": "nothing",
        "console_community": "community",
        "console_person": "person",
        "console_end_role": "role",
        "console_category": "category",
        "console_add_category": "top category",
        "console_retire_category": "category",
        "console_move_category": "category",
        "console_text": "text",
        "console_shipped_text": "text",
        "console_retry_job": "job",
        "console_cancel_job": "job",
        "console_retry_message": "message",
    },
}
# Addresses whose name ends, or begins, so.
BY_ENDING = {"_post": "post", "_comment": "comment", "post": "post", "comment": "comment"}
OF_GROUPS = ("group", "office", "organization", "membership", "join_request", "member")
OF_POSTS = ("take_post_down", "put_post_back")
OF_COMMENTS = ("take_comment_down", "put_comment_back")
OF_BOARDS = ("write_post", "follow_board", "board_names", "board_settings")

MARKS = {
    "open": "●",
    "in": "○",
    "idle": "△",
    "sign in": "→",
    "no": "✕",
    "hidden": "·",
    "not so": " ",
}


@dataclass(frozen=True)
class Address:
    """A page or a route: its name, how it is shown, and where it leads in the world of the walk."""

    name: str
    pattern: str
    url: str


def addresses(world: World) -> list[Address]:
    """Return every address of the program, those of needs once more for one told in confidence.

    Raises
    ------
    LookupError
        Nobody said what stands in an address; say so in ARGUMENTS.
    """
    found = [
        Address(name=name, pattern=pattern, url=reverse(name, kwargs=_arguments(name, pattern, world)))
        for name, pattern in sorted(set(_names(get_resolver().url_patterns)))
    ]
    private = reverse("need", kwargs=world.arguments["private need"])
    return sorted([*found, Address("need", "needs/<uuid:pk>/ (in confidence)", private)], key=lambda one: one.pattern)


def walk(world: World) -> Iterator[tuple[Address, str, str, str, int]]:
    """Ask for every address as everybody; yield it with the part, what GET and POST say, and the worse status."""
    for part, person in world.people.items():
        client = Client(raise_request_exception=True)
        if person:
            client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        kept = {name: morsel.value for name, morsel in client.cookies.items()}
        for address in addresses(world):
            answers = []
            for method in (client.get, client.post):
                client.cookies.clear()
                for name, value in kept.items():
                    client.cookies[name] = value
                with transaction.atomic():
                    before = JournalEntry.objects.count()
                    answers.append(method(address.url))
                    _read(answers[-1])
                    has_acted = JournalEntry.objects.count() > before
                    transaction.set_rollback(True)
            got, posted = answers
            worst = max(got.status_code, posted.status_code)
            yield address, part, _said(got, lets="open"), _said(posted, lets=_let_in(posted, has_acted)), worst


def _read(response) -> None:
    """Read a download to its end, which closes its file."""
    if response.streaming:
        b"".join(response.streaming_content)


def table(world: World) -> tuple[dict[tuple[str, str], tuple[str, str]], list[str]]:
    """Return what GET and POST say by address and part, and the addresses that ended in a fault of ours."""
    rows: dict[tuple[str, str], tuple[str, str]] = {}
    faults = []
    for address, part, got, posted, worst in walk(world):
        rows[address.pattern, part] = (got, posted)
        if worst >= 500:
            faults.append(f"{part} {address.url} {worst}")
    return rows, faults


def document(rows: dict[tuple[str, str], tuple[str, str]], parts: list[str]) -> str:
    """Return docs/permissions.md."""
    lines = [
        "# Who may do what",
        "",
        "Generated by `SANSHE_WRITE_PERMISSIONS=1 ./sanshe test tests/house/test_permissions.py`. The same test fails",
        "when this is no longer true. Whoever has no phone acts through somebody whom `people.rules.speaks_for` names.",
        "",
        "## Every address, as everybody",
        "",
        "First reading (GET), then writing (an empty POST): ● opens · ○ does it, or gets the form back to fill ·",
        "△ is answered, but nothing is done (not theirs to do, or nothing to do) · → is asked to sign in first ·",
        "✕ is refused · a dot: is not even told that it is there · blank: not done this way. What an address",
        "names is the owner's, in the community of everybody but those “elsewhere”.",
        "",
        "| address | " + " | ".join(parts) + " |",
        "|---|" + "---|" * len(parts),
    ]
    patterns = sorted({pattern for pattern, _ in rows})
    for pattern in patterns:
        cells = ["".join(MARKS[one] for one in rows[pattern, part]).strip() or " " for part in parts]
        lines.append(f"| `/{pattern}` | " + " | ".join(cells) + " |")
    lines += ["", "## Every rule", ""]
    for area in sorted(AREAS.iterdir()):
        if (area / "rules.py").is_file():
            lines += [f"### {area.name}", "", *_rules(area.name), ""]
    return "\n".join(lines).rstrip() + "\n"


def _rules(area: str) -> list[str]:
    module = importlib.import_module(f"sanshe.domain.{area}.rules")
    own = [
        (name, value)
        for name, value in vars(module).items()
        if inspect.isfunction(value) and value.__module__ == module.__name__ and not name.startswith("_")
    ]
    return [f"- `{name}`: {(inspect.getdoc(value) or '').splitlines()[0]}" for name, value in own]


def _names(patterns, prefix: str = "", namespace: str = "") -> Iterator[tuple[str, str]]:
    for one in patterns:
        if isinstance(one, URLResolver):
            inner = f"{one.namespace}:" if one.namespace else namespace
            yield from _names(one.url_patterns, prefix + str(one.pattern), inner)
        elif isinstance(one, URLPattern) and one.name:
            pattern = (prefix + str(one.pattern)).replace("(?P<code>[0-9]{12})", "<code>").replace("\\", "")
            yield f"{namespace}{one.name}", pattern.strip("^").rstrip("$")


def _arguments(name: str, pattern: str, world: World) -> dict[str, object]:
    if "<" not in pattern:
        return {}
    if name.startswith("api:"):
        key, renamed = ARGUMENTS["api:"][name.removeprefix("api:")]
        return {renamed[parameter]: value for parameter, value in world.arguments[key].items()}
    return world.arguments[_key(name)]


def _key(name: str) -> str:
    if name in ARGUMENTS[""]:
        return str(ARGUMENTS[""][name])
    if name in OF_BOARDS:
        return "board"
    if name in OF_POSTS:
        return "post"
    if name in OF_COMMENTS:
        return "comment"
    ending = next((key for ending, key in BY_ENDING.items() if name.endswith(ending)), None)
    if ending:
        return ending
    if name in ("organization", "verify_organization"):
        return "organization"
    if any(word in name for word in OF_GROUPS):
        return "group"
    raise LookupError(f"Say in tests/house/permissions.py what stands in the address of “{name}”.")


def _let_in(response, has_acted: bool) -> str:
    """Tell whether something was written, or the form shown again to be filled; every act is in the journal."""
    return "in" if has_acted or response.status_code in (200, 400, 422) else "idle"


def _said(response, *, lets: str) -> str:
    status = response.status_code
    if status == 405:
        return "not so"
    if status in (302, 303) and response.url.startswith("/sign-in/?next="):
        return "sign in"
    return {401: "sign in", 403: "no", 404: "hidden"}.get(status, lets)


__all__ = ["DOCUMENT", "NOBODY", "addresses", "document", "table"]
