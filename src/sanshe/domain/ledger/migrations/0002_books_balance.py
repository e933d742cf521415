"""What the database itself guards: every transfer adds up, every balance is its entries, nothing is ever changed."""

from django.db import migrations

NEVER_CHANGED = """
CREATE FUNCTION ledger_forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was booked is never changed; book a correction'
        USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER ledger_entry_is_never_changed BEFORE UPDATE OR DELETE ON ledger_entry
    FOR EACH ROW EXECUTE FUNCTION ledger_forbid_change();
CREATE TRIGGER ledger_transfer_is_never_removed BEFORE DELETE ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_forbid_change();
-- Words about people may have to go; minutes may not.
CREATE FUNCTION ledger_allow_empty_note() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.note <> '' OR
       (NEW.id, NEW.scheme_id, NEW.kind, NEW.booked_at, NEW.recorded_by_id, NEW.source_key, NEW.reverses_id)
       IS DISTINCT FROM
       (OLD.id, OLD.scheme_id, OLD.kind, OLD.booked_at, OLD.recorded_by_id, OLD.source_key, OLD.reverses_id)
    THEN
        RAISE EXCEPTION 'what was booked is never changed; book a correction'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_transfer_is_never_changed BEFORE UPDATE ON ledger_transfer
    FOR EACH ROW EXECUTE FUNCTION ledger_allow_empty_note();
CREATE FUNCTION ledger_keep_holder() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.id, NEW.scheme_id, NEW.kind, NEW.person_id, NEW.organization_id, NEW.number)
       IS DISTINCT FROM (OLD.id, OLD.scheme_id, OLD.kind, OLD.person_id, OLD.organization_id, OLD.number)
    THEN
        RAISE EXCEPTION 'an account stays with its holder'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER ledger_account_stays_with_its_holder BEFORE UPDATE ON ledger_account
    FOR EACH ROW EXECUTE FUNCTION ledger_keep_holder();
"""

CHANGED = """
DROP TRIGGER ledger_account_stays_with_its_holder ON ledger_account;
DROP FUNCTION ledger_keep_holder();
DROP TRIGGER ledger_transfer_is_never_changed ON ledger_transfer;
DROP FUNCTION ledger_allow_empty_note();
DROP TRIGGER ledger_transfer_is_never_removed ON ledger_transfer;
DROP TRIGGER ledger_entry_is_never_changed ON ledger_entry;
DROP FUNCTION ledger_forbid_change();
"""

BALANCED = """
CREATE FUNCTION ledger_check_transfer(checked uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    SELECT count(e.id) AS entries, coalesce(sum(e.amount_min), 0) AS total,
           count(*) FILTER (WHERE a.scheme_id <> t.scheme_id) AS strangers
      INTO found
      FROM ledger_transfer t
      LEFT JOIN ledger_entry e ON e.transfer_id = t.id
      LEFT JOIN ledger_account a ON a.id = e.account_id
     WHERE t.id = checked;
    IF found.entries < 2 OR found.total <> 0 OR found.strangers > 0 THEN
        RAISE EXCEPTION 'transfer % does not balance within one scheme', checked
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
CREATE FUNCTION ledger_check_account(checked uuid) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    found record;
BEGIN
    SELECT a.balance_min AS balance, CASE a.kind WHEN 'pool' THEN 0 ELSE s.floor_min END AS lowest,
           (SELECT coalesce(sum(e.amount_min), 0) FROM ledger_entry e WHERE e.account_id = a.id) AS total
      INTO found
      FROM ledger_account a JOIN ledger_scheme s ON s.id = a.scheme_id
     WHERE a.id = checked;
    IF found.balance <> found.total THEN
        RAISE EXCEPTION 'account % says % but its entries add up to %', checked, found.balance, found.total
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    IF found.balance < found.lowest THEN
        RAISE EXCEPTION 'account % fell below its floor', checked
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
END $$;
CREATE FUNCTION ledger_guard_transfer() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_check_transfer(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION ledger_guard_entry() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_check_transfer(NEW.transfer_id);
    PERFORM ledger_check_account(NEW.account_id);
    RETURN NULL;
END $$;
CREATE FUNCTION ledger_guard_account() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM ledger_check_account(NEW.id);
    RETURN NULL;
END $$;
CREATE FUNCTION ledger_guard_floor() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM ledger_account WHERE scheme_id = NEW.id AND kind <> 'pool' AND balance_min < NEW.floor_min)
    THEN
        RAISE EXCEPTION 'an account of scheme % lies below the new floor', NEW.id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_transfer_balances AFTER INSERT ON ledger_transfer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_guard_transfer();
CREATE CONSTRAINT TRIGGER ledger_entry_balances AFTER INSERT ON ledger_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_guard_entry();
CREATE CONSTRAINT TRIGGER ledger_account_balances AFTER INSERT OR UPDATE OF balance_min ON ledger_account
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_guard_account();
CREATE CONSTRAINT TRIGGER ledger_floor_holds AFTER UPDATE OF floor_min ON ledger_scheme
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION ledger_guard_floor();
"""

UNBALANCED = """
DROP TRIGGER ledger_floor_holds ON ledger_scheme;
DROP TRIGGER ledger_account_balances ON ledger_account;
DROP TRIGGER ledger_entry_balances ON ledger_entry;
DROP TRIGGER ledger_transfer_balances ON ledger_transfer;
DROP FUNCTION ledger_guard_floor();
DROP FUNCTION ledger_guard_account();
DROP FUNCTION ledger_guard_entry();
DROP FUNCTION ledger_guard_transfer();
DROP FUNCTION ledger_check_account(uuid);
DROP FUNCTION ledger_check_transfer(uuid);
"""


class Migration(migrations.Migration):
    dependencies = [("ledger", "0001_schemes_accounts_transfers")]

    operations = [
        migrations.RunSQL(NEVER_CHANGED, CHANGED),
        migrations.RunSQL(BALANCED, UNBALANCED),
    ]
