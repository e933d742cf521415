"""What the application's role may do: everything with rows, but with the journal only read and add."""

from django.db import connection

APPLICATION_ROLE = "sanshe_app"
APPEND_ONLY = ("kernel_journalentry", "kernel_journallink")


def grant_application_role(role: str = APPLICATION_ROLE) -> bool:
    """Give the application's role its rights on all tables of the current schema; return False where there is no such role.

    Run by the owner after every migration.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_schema(), EXISTS (SELECT 1 FROM pg_roles WHERE rolname = %s)", [role])
        schema, exists = cursor.fetchone()
        if not exists:
            return False
        quote = connection.ops.quote_name
        schema, role = quote(schema), quote(role)
        cursor.execute(f"GRANT USAGE ON SCHEMA {schema} TO {role}")
        cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {role}")
        cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {role}")
        cursor.execute(f"GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA {schema} TO {role}")
        for table in APPEND_ONLY:
            cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {quote(table)} FROM {role}")
    return True
