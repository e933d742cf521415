"""What the database itself guards: what others could read of a review, an answer to it, a step of a hearing."""

from django.db import migrations

GUARDS = """
CREATE FUNCTION trust_forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is never changed; write another one', TG_TABLE_NAME
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER reply_is_never_changed BEFORE UPDATE OR DELETE ON trust_reply
    FOR EACH ROW EXECUTE FUNCTION trust_forbid_change();
CREATE TRIGGER hearing_step_is_never_changed BEFORE UPDATE OR DELETE ON trust_hearingstep
    FOR EACH ROW EXECUTE FUNCTION trust_forbid_change();
CREATE TRIGGER review_is_never_removed BEFORE DELETE ON trust_review
    FOR EACH ROW EXECUTE FUNCTION trust_forbid_change();
CREATE FUNCTION trust_keep_shown_review() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.agreement_id, NEW.side, NEW.written_at) IS DISTINCT FROM (OLD.agreement_id, OLD.side, OLD.written_at)
       OR NEW.opens_at > OLD.opens_at
       OR (NEW.is_kept, NEW.words) IS DISTINCT FROM (OLD.is_kept, OLD.words)
          AND (NEW.edited_at IS NOT DISTINCT FROM OLD.edited_at OR NEW.edited_at >= OLD.opens_at) THEN
        RAISE EXCEPTION 'review % can be read already and stays as it is', OLD.id
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'review_shown_stays';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER review_shown_stays BEFORE UPDATE ON trust_review
    FOR EACH ROW EXECUTE FUNCTION trust_keep_shown_review();
"""

NO_GUARDS = """
DROP TRIGGER review_shown_stays ON trust_review;
DROP FUNCTION trust_keep_shown_review();
DROP TRIGGER review_is_never_removed ON trust_review;
DROP TRIGGER hearing_step_is_never_changed ON trust_hearingstep;
DROP TRIGGER reply_is_never_changed ON trust_reply;
DROP FUNCTION trust_forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("trust", "0001_reviews_hearings_vouching")]

    operations = [migrations.RunSQL(GUARDS, NO_GUARDS)]
