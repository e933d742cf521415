"""What the database itself guards in the whole exchange, and what rows from before say about themselves.

Deferred, so that an operation may write the agreement and the slip one after the other.
"""

from django.db import migrations

PLACES = """
CREATE OR REPLACE FUNCTION exchange_check_places() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked uuid;
    counted bigint;
    noted bigint;
BEGIN
    IF TG_TABLE_NAME = 'exchange_offer' THEN checked := NEW.id; ELSE checked := NEW.offer_id; END IF;
    IF checked IS NULL THEN RETURN NULL; END IF;
    SELECT places_taken INTO noted FROM exchange_offer WHERE id = checked;
    SELECT coalesce(sum(party_size), 0) INTO counted FROM exchange_agreement WHERE offer_id = checked AND holds_place;
    IF noted IS DISTINCT FROM counted THEN
        RAISE EXCEPTION 'offer %: places_taken is %, its agreements hold %', checked, noted, counted
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'offer_places_add_up';
    END IF;
    RETURN NULL;
END $$;
DROP TRIGGER agreement_places_add_up ON exchange_agreement;
CREATE CONSTRAINT TRIGGER agreement_places_add_up AFTER INSERT OR UPDATE OF holds_place, party_size, offer_id
    ON exchange_agreement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION exchange_check_places();
"""

PLACES_BEFORE = """
CREATE OR REPLACE FUNCTION exchange_check_places() RETURNS trigger LANGUAGE plpgsql AS $$
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
DROP TRIGGER agreement_places_add_up ON exchange_agreement;
CREATE CONSTRAINT TRIGGER agreement_places_add_up AFTER INSERT OR UPDATE OF state, party_size, offer_id
    ON exchange_agreement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION exchange_check_places();
"""

HANDS = """
CREATE FUNCTION exchange_check_hands() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked uuid;
    counted bigint;
    noted bigint;
BEGIN
    IF TG_TABLE_NAME = 'exchange_need' THEN checked := NEW.id; ELSE checked := NEW.need_id; END IF;
    IF checked IS NULL THEN RETURN NULL; END IF;
    SELECT helpers_taken INTO noted FROM exchange_need WHERE id = checked;
    SELECT count(*) INTO counted FROM exchange_agreement WHERE need_id = checked AND holds_hand;
    IF noted IS DISTINCT FROM counted THEN
        RAISE EXCEPTION 'need %: helpers_taken is %, its agreements hold %', checked, noted, counted
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'need_hands_add_up';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER need_hands_add_up AFTER UPDATE OF helpers_taken ON exchange_need
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION exchange_check_hands();
CREATE CONSTRAINT TRIGGER agreement_hands_add_up
    AFTER INSERT OR UPDATE OF holds_hand, need_id ON exchange_agreement
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION exchange_check_hands();
"""

HANDS_BEFORE = """
DROP TRIGGER agreement_hands_add_up ON exchange_agreement;
DROP TRIGGER need_hands_add_up ON exchange_need;
DROP FUNCTION exchange_check_hands();
"""

# At the start of each meeting that touches the new one, all that run then are added up.
HOURS = """
CREATE FUNCTION exchange_check_hours() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked uuid;
    room integer;
    rule text;
BEGIN
    IF NEW.starts_at IS NULL OR NEW.state <> 'planned' THEN RETURN NULL; END IF;
    SELECT offer_id INTO checked FROM exchange_agreement WHERE id = NEW.agreement_id;
    SELECT capacity, places_rule INTO room, rule FROM exchange_offer WHERE id = checked;
    IF room IS NULL OR rule <> 'by_time' THEN RETURN NULL; END IF;
    IF EXISTS (
        SELECT 1 FROM exchange_commitment beginning JOIN exchange_agreement theirs ON theirs.id = beginning.agreement_id
         WHERE theirs.offer_id = checked AND beginning.state = 'planned'
           AND beginning.starts_at < NEW.ends_at AND beginning.ends_at > NEW.starts_at
           AND room < (
               SELECT sum(running_of.party_size)
                 FROM exchange_commitment running JOIN exchange_agreement running_of
                   ON running_of.id = running.agreement_id
                WHERE running_of.offer_id = checked AND running.state = 'planned'
                  AND running.starts_at <= beginning.starts_at AND running.ends_at > beginning.starts_at)
    ) THEN
        RAISE EXCEPTION 'offer %: more is promised at one time than there is room for', checked
            USING ERRCODE = 'integrity_constraint_violation', CONSTRAINT = 'offer_hours_not_oversold';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER offer_hours_not_oversold AFTER INSERT OR UPDATE OF starts_at, ends_at, state
    ON exchange_commitment
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION exchange_check_hours();
"""

HOURS_BEFORE = """
DROP TRIGGER offer_hours_not_oversold ON exchange_commitment;
DROP FUNCTION exchange_check_hours();
"""

# Rows from before: offers with hours count by time, those without any date give their places back.
SAY = """
WITH ruled AS (
    SELECT id, CASE
        WHEN recurrence <> '' OR weekly_hours <> '[]'::jsonb THEN 'by_time'
        WHEN starts_at IS NULL THEN 'returning'
        ELSE 'once' END AS rule
      FROM exchange_offer)
UPDATE exchange_offer SET places_rule = ruled.rule FROM ruled WHERE ruled.id = exchange_offer.id;
UPDATE exchange_agreement SET
    turn = CASE
        WHEN state = 'requested' AND asked_by_receiver THEN 'provider'
        WHEN state IN ('requested', 'delivered') THEN 'receiver'
        ELSE '' END,
    accepted_at = CASE
        WHEN state IN ('accepted', 'delivered', 'confirmed', 'disputed', 'settled', 'cancelled') THEN decided_at END,
    is_solved = CASE WHEN state = 'confirmed' AND need_id IS NOT NULL THEN true END,
    holds_place = offer_id IS NOT NULL AND (
        state IN ('accepted', 'delivered', 'disputed')
        OR state IN ('confirmed', 'settled')
           AND (SELECT places_rule FROM exchange_offer WHERE id = exchange_agreement.offer_id) = 'once'),
    holds_hand = need_id IS NOT NULL AND (
        state IN ('accepted', 'delivered', 'disputed', 'confirmed')
        OR state = 'settled' AND settled_as <> 'not_kept');
UPDATE exchange_offer SET places_taken = (
    SELECT coalesce(sum(party_size), 0) FROM exchange_agreement WHERE offer_id = exchange_offer.id AND holds_place)
 WHERE places_rule <> 'once';
UPDATE exchange_need SET
    closed_as = CASE status WHEN 'met' THEN 'solved_here' WHEN 'withdrawn' THEN 'not_needed' ELSE '' END,
    helpers_taken = (SELECT count(*) FROM exchange_agreement WHERE need_id = exchange_need.id AND holds_hand);
INSERT INTO exchange_commitment (id, agreement_id, number, starts_at, ends_at, state, missed_by)
SELECT gen_random_uuid(), id, 1, starts_at,
       CASE WHEN starts_at IS NOT NULL THEN coalesce(ends_at, starts_at + interval '2 hours') END,
       CASE WHEN state = 'accepted' THEN 'planned' WHEN state = 'cancelled' THEN 'cancelled' ELSE 'fulfilled' END,
       ''
  FROM exchange_agreement
 WHERE accepted_at IS NOT NULL;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_whole_exchange")]

    operations = [
        migrations.RunSQL(SAY, migrations.RunSQL.noop),
        migrations.RunSQL(PLACES, PLACES_BEFORE),
        migrations.RunSQL(HANDS, HANDS_BEFORE),
        migrations.RunSQL(HOURS, HOURS_BEFORE),
    ]
