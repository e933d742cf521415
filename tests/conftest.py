"""What every test stands on."""

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import translation

# Races open more connections at once than one server process needs.
settings.DATABASES["default"]["OPTIONS"]["pool"]["max_size"] = 64


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """Let the test database be emptied between tests, which the journal's guard against TRUNCATE forbids elsewhere."""
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        for table, trigger in (
            ("kernel_journalentry", "journal_entry_is_never_emptied"),
            ("kernel_journallink", "journal_link_is_never_emptied"),
        ):
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")


@pytest.fixture(scope="session", autouse=True)
def hashed_static_files(tmp_path_factory):
    """Collect the static files once, hashed and compressed as in service."""
    settings.STATIC_ROOT = tmp_path_factory.mktemp("static")
    call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(autouse=True)
def language():
    """Begin each test in the language of the house, whatever the one before spoke last."""
    translation.activate(settings.LANGUAGE_CODE)
