"""What the database itself guards: deliveries never change, and the places of an offer add up at commit."""

from django.db import migrations

FORBID_CHANGE = """
CREATE FUNCTION exchange_forbid_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'a delivery is never changed; record a correction' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER delivery_is_never_changed BEFORE UPDATE OR DELETE ON exchange_delivery
    FOR EACH ROW EXECUTE FUNCTION exchange_forbid_change();
"""

ALLOW_CHANGE = """
DROP TRIGGER delivery_is_never_changed ON exchange_delivery;
DROP FUNCTION exchange_forbid_change();
"""

# Deferred, so that an operation may write the agreement and the offer one after the other.
BALANCE = """
CREATE FUNCTION exchange_check_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked uuid;
    counted bigint;
    noted bigint;
BEGIN
    IF TG_TABLE_NAME = 'exchange_offer' THEN checked := NEW.id; ELSE checked := NEW.offer_id; END IF;
    IF checked IS NULL THEN RETURN NULL; END IF;
    SELECT places_taken INTO noted FROM exchange_offer WHERE id = checked;
    SELECT coalesce(sum(party_size), 0) INTO counted FROM exchange_agreement
     WHERE offer_id = checked AND state IN ('accepted', 'delivered', 'confirmed', 'disputed', 'settled');
    IF noted IS DISTINCT FROM counted THEN
        RAISE EXCEPTION 'offer %: places_taken is %, its agreements hold %', checked, noted, counted
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'offer_places_add_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER offer_places_add_up AFTER UPDATE OF places_taken ON exchange_offer
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION exchange_check_places();
CREATE CONSTRAINT TRIGGER agreement_places_add_up AFTER INSERT OR UPDATE OF state, party_size, offer_id
    ON exchange_agreement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION exchange_check_places();
"""

UNBALANCE = """
DROP TRIGGER agreement_places_add_up ON exchange_agreement;
DROP TRIGGER offer_places_add_up ON exchange_offer;
DROP FUNCTION exchange_check_places();
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_initial")]

    operations = [
        migrations.RunSQL(FORBID_CHANGE, ALLOW_CHANGE),
        migrations.RunSQL(BALANCE, UNBALANCE),
    ]
