"""The journal refuses changes from everybody, its owner included, and notes what waits for its link."""

from django.db import migrations

GUARD = """
CREATE FUNCTION kernel_journal_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The journal is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER journal_entry_is_never_changed BEFORE UPDATE OR DELETE ON kernel_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_journal_refuses();

CREATE TRIGGER journal_entry_is_never_emptied BEFORE TRUNCATE ON kernel_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_journal_refuses();

CREATE TRIGGER journal_link_is_never_changed BEFORE UPDATE OR DELETE ON kernel_journallink
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_journal_refuses();

CREATE TRIGGER journal_link_is_never_emptied BEFORE TRUNCATE ON kernel_journallink
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_journal_refuses();

CREATE FUNCTION kernel_journal_notes_unsealed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO kernel_journalunsealed (entry_id) SELECT id FROM added;
    RETURN NULL;
END $$;

CREATE TRIGGER journal_entry_unsealed AFTER INSERT ON kernel_journalentry
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_journal_notes_unsealed();
"""

UNGUARD = """
DROP TRIGGER journal_entry_unsealed ON kernel_journalentry;
DROP FUNCTION kernel_journal_notes_unsealed();
DROP TRIGGER journal_link_is_never_emptied ON kernel_journallink;
DROP TRIGGER journal_link_is_never_changed ON kernel_journallink;
DROP TRIGGER journal_entry_is_never_emptied ON kernel_journalentry;
DROP TRIGGER journal_entry_is_never_changed ON kernel_journalentry;
DROP FUNCTION kernel_journal_refuses();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
