"""What the database itself guards: tries to call are never changed, but go with their call."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION referrals_forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a try to call is never changed; write another one'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER call_attempt_is_never_changed BEFORE UPDATE ON referrals_callattempt
    FOR EACH ROW EXECUTE FUNCTION referrals_forbid_change();
"""

NO_GUARDS = """
DROP TRIGGER call_attempt_is_never_changed ON referrals_callattempt;
DROP FUNCTION referrals_forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("referrals", "0001_referrals_and_calls")]

    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
