"""The laws of the house that machines keep."""

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from django.apps import apps
from django.db.models import ForeignKey
from django.template.loader import get_template
from django.urls import get_resolver

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "sanshe"
TEMPLATES = SOURCE / "web" / "templates"
AREAS = [
    "texts",
    "taxonomy",
    "places",
    "people",
    "notifications",
    "organisations",
    "boards",
    "catalogue",
    "exchange",
    "proxy",
    "privacy",
]
AREA_FILES = {
    "__init__",
    "apps",
    "choices",
    "errors",
    "models",
    "rules",
    "queries",
    "operations",
    "jobs",
    "admin",
    "migrations",
}


def run(*command: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "src")}
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_imports_keep_floors_and_areas():
    result = run(str(Path(sys.executable).parent / "lint-imports"), "--no-cache")

    assert result.returncode == 0, result.stdout


def test_ruff_finds_nothing():
    result = run(sys.executable, "-m", "ruff", "check", "--no-cache", "src", "tests", "benchmarks", "sanshe")

    assert result.returncode == 0, result.stdout


def test_ruff_would_format_nothing():
    result = run(
        sys.executable,
        "-m",
        "ruff",
        "format",
        "--check",
        "--no-cache",
        "src",
        "tests",
        "benchmarks",
        "sanshe",
    )

    assert result.returncode == 0, result.stdout


def test_mypy_finds_nothing_in_engines_and_kernel():
    result = run(sys.executable, "-m", "mypy")

    assert result.returncode == 0, result.stdout


def test_migrations_are_complete(settings):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


test_migrations_are_complete = pytest.mark.django_db(test_migrations_are_complete)


def test_foreign_keys_point_downward():
    rank = {label: number for number, label in enumerate(["kernel", *AREAS])}

    upward = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in rank
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and field.related_model._meta.app_label in rank
        and rank[field.related_model._meta.app_label] > rank[model._meta.app_label]
    ]

    assert upward == []


def test_foreign_keys_across_areas_leave_no_name_behind():
    named = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in AREAS
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey)
        and field.related_model._meta.app_label != model._meta.app_label
        and not field.remote_field.hidden
    ]

    assert named == []


@pytest.mark.parametrize("area", AREAS)
def test_area_holds_only_its_files(area):
    names = {path.stem for path in (SOURCE / "domain" / area).iterdir() if path.suffix in (".py", "")}

    assert names - AREA_FILES - {"__pycache__"} == set()


def test_only_operations_open_transactions():
    opening = [
        str(path.relative_to(SOURCE))
        for floor in ("domain", "web", "api")
        for path in (SOURCE / floor).rglob("*.py")
        if "transaction.atomic" in path.read_text(encoding="utf-8")
        and "operations" not in path.parts
        and path.stem != "operations"
    ]

    assert opening == []


def test_domain_and_engines_never_read_the_clock():
    reading = [
        str(path.relative_to(SOURCE))
        for floor in ("domain", "engines", "formats")
        for path in (SOURCE / floor).rglob("*.py")
        if re.search(r"timezone\.now\(|datetime\.now\(|date\.today\(|time\.time\(", path.read_text(encoding="utf-8"))
    ]

    assert reading == []


def test_templates_hold_no_inline_style_or_script():
    guilty = [
        str(path.relative_to(TEMPLATES))
        for path in TEMPLATES.rglob("*.html")
        if re.search(r"\sstyle=|<style|<script(?![^>]*\bsrc=)|\son[a-z]+=", path.read_text(encoding="utf-8"))
    ]

    assert guilty == []


def test_every_template_compiles_and_is_used():
    names = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    for name in names:
        get_template(name)
    texts = [path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py")]
    texts += [path.read_text(encoding="utf-8") for path in TEMPLATES.rglob("*.html")]
    found_by_django = {"400.html", "403.html", "404.html", "500.html"}

    unused = {name for name in names - found_by_django if not any(name in text for text in texts)}

    assert unused == set()


def test_every_view_has_a_name():
    nameless = [
        str(pattern.pattern)
        for included in get_resolver().url_patterns
        for pattern in getattr(included, "url_patterns", [included])
        if getattr(pattern, "name", None) is None and not hasattr(pattern, "url_patterns")
    ]

    assert nameless == []


def test_chinese_is_complete_and_nothing_is_fuzzy():
    with (SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        catalogue = read_po(file)

    faults = [message.id for message in catalogue if message.id and (message.fuzzy or not _is_translated(message))]

    assert faults == []


def test_every_message_of_the_code_is_in_the_catalogue(tmp_path):
    template = _extracted(tmp_path)
    with (SOURCE / "locale" / "zh_Hans" / "LC_MESSAGES" / "django.po").open("rb") as file:
        known = {_key(message) for message in read_po(file)}

    missing = sorted(str(key) for key in {_key(message) for message in template} - known)

    assert missing == []


def test_no_registry_or_machine_path_is_named():
    hosts = ["pypi" + ".org", "python" + "hosted", "registry." + "npmjs", "deb." + "debian"]
    files = run("git", "ls-files").stdout.split()

    guilty = [
        name
        for name in files
        if (ROOT / name).is_file()
        and (ROOT / name).suffix not in {".png", ".svg"}
        and any(host in (ROOT / name).read_text(encoding="utf-8", errors="ignore") for host in hosts)
    ]

    assert guilty == []


def _is_translated(message) -> bool:
    return all(message.string) if isinstance(message.string, (list, tuple)) else bool(message.string)


def _key(message):
    return message.id if isinstance(message.id, str) else message.id[0]


def _extracted(folder: Path):
    """Extract the messages of the code with Django's own command, in a copy, and return them."""
    import shutil

    if shutil.which("xgettext") is None:
        pytest.skip("xgettext is not installed (Debian: gettext)")
    copy = folder / "sanshe"
    shutil.copytree(SOURCE, copy, ignore=shutil.ignore_patterns("static", "__pycache__", "*.po", "*.mo"))
    (copy / "locale").mkdir(exist_ok=True)
    subprocess.run(
        [sys.executable, "-m", "django", "makemessages", "--locale=zh_Hans", "--keep-pot", "--verbosity=0"],
        cwd=copy,
        check=True,
        capture_output=True,
        env={"PATH": "/usr/bin:/bin"},
    )
    text = (copy / "locale" / "django.pot").read_bytes()
    return read_po(BytesIO(text.replace(b"nplurals=INTEGER; plural=EXPRESSION;", b"nplurals=1; plural=0;")))
