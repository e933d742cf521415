"""What the database itself guards: a step of moderation is never changed and never removed."""

from django.db import migrations

FORBID_CHANGE = """
CREATE FUNCTION boards_forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a step of moderation is never changed; take another one'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER moderation_act_is_never_changed BEFORE UPDATE OR DELETE ON boards_moderationact
    FOR EACH ROW EXECUTE FUNCTION boards_forbid_change();
"""

ALLOW_CHANGE = """
DROP TRIGGER moderation_act_is_never_changed ON boards_moderationact;
DROP FUNCTION boards_forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("boards", "0001_initial")]

    operations = [migrations.RunSQL(FORBID_CHANGE, ALLOW_CHANGE)]
