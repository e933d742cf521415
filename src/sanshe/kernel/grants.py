"""What the application's role may do: everything with rows, but with the journal only read and add."""

from enum import Enum

from django.db import connection, transaction

APPLICATION_ROLE = "sanshe_app"
APPEND_ONLY = ("kernel_journalentry", "kernel_journallink")


class GrantOutcome(Enum):
    """What came of granting. True where the application has a role of its own, now with its rights."""

    GRANTED = "granted"
    NO_SUCH_ROLE = "no_such_role"
    ROLE_IS_OWNER = "role_is_owner"

    def __bool__(self) -> bool:
        return self is GrantOutcome.GRANTED


def grant_application_role(role: str = APPLICATION_ROLE) -> GrantOutcome:
    """Give the application's role its rights in the current schema; for the owner, after every migration.

    Where the role does not exist, or is itself the owner (a database from outside with one account), nothing
    is changed: there only the triggers guard the journal.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_roles WHERE rolname = %s), %s = current_user, current_schema()",
            [role, role],
        )
        exists, is_owner, schema = cursor.fetchone()
        if not exists:
            return GrantOutcome.NO_SUCH_ROLE
        if is_owner:
            return GrantOutcome.ROLE_IS_OWNER
        to, where = connection.ops.quote_name(role), connection.ops.quote_name(schema)
        cursor.execute(f"GRANT USAGE ON SCHEMA {where} TO {to}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {where} TO {to}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {where} TO {to}")
        tables = ", ".join(APPEND_ONLY)
        cursor.execute(f"REVOKE ALL ON {tables} FROM {to}, PUBLIC")
        cursor.execute(f"GRANT SELECT, INSERT ON {tables} TO {to}")
    return GrantOutcome.GRANTED
