"""The journal is append-only for everybody, the owner of the tables among them."""

from django.db import migrations

FORBID = """
CREATE FUNCTION kernel_forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the journal is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER journal_entry_is_never_changed BEFORE UPDATE OR DELETE ON kernel_journalentry
    FOR EACH ROW EXECUTE FUNCTION kernel_forbid_change();
CREATE TRIGGER journal_entry_is_never_emptied BEFORE TRUNCATE ON kernel_journalentry
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_forbid_change();
CREATE TRIGGER journal_link_is_never_changed BEFORE UPDATE OR DELETE ON kernel_journallink
    FOR EACH ROW EXECUTE FUNCTION kernel_forbid_change();
CREATE TRIGGER journal_link_is_never_emptied BEFORE TRUNCATE ON kernel_journallink
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_forbid_change();
"""

ALLOW = """
DROP TRIGGER journal_link_is_never_emptied ON kernel_journallink;
DROP TRIGGER journal_link_is_never_changed ON kernel_journallink;
DROP TRIGGER journal_entry_is_never_emptied ON kernel_journalentry;
DROP TRIGGER journal_entry_is_never_changed ON kernel_journalentry;
DROP FUNCTION kernel_forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
