"""What was published is never changed: others have it by now."""

from django.db import migrations

FORBID_CHANGE = """
CREATE FUNCTION insight_forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a published figure is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER figure_is_never_changed BEFORE UPDATE OR DELETE ON insight_publishedfigure
    FOR EACH ROW EXECUTE FUNCTION insight_forbid_change();
CREATE TRIGGER quarter_is_never_changed BEFORE UPDATE OR DELETE ON insight_publishedquarter
    FOR EACH ROW EXECUTE FUNCTION insight_forbid_change();
"""

ALLOW_CHANGE = """
DROP TRIGGER quarter_is_never_changed ON insight_publishedquarter;
DROP TRIGGER figure_is_never_changed ON insight_publishedfigure;
DROP FUNCTION insight_forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("insight", "0001_unmet_and_coverage")]

    operations = [migrations.RunSQL(FORBID_CHANGE, ALLOW_CHANGE)]
