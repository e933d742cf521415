"""A version of a text is never changed and never removed: consents were given in its words."""

from django.db import migrations

GUARD = """
CREATE FUNCTION texts_text_refuses() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'Versions of texts stay: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END $$;

CREATE TRIGGER text_version_stays BEFORE UPDATE OR DELETE ON texts_text
    FOR EACH ROW EXECUTE FUNCTION texts_text_refuses();
"""

UNGUARD = """
DROP TRIGGER text_version_stays ON texts_text;
DROP FUNCTION texts_text_refuses();
"""


class Migration(migrations.Migration):
    dependencies = [("texts", "0001_texts")]

    operations = [migrations.RunSQL(GUARD, UNGUARD)]
