CREATE OR REPLACE FUNCTION accord_held_grants(list_id bigint) RETURNS SETOF access_grant
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM accord_grants_on(list_id)) THEN
    PERFORM 1 FROM access_list l WHERE l.id = list_id FOR SHARE;
  END IF;
  RETURN QUERY SELECT * FROM accord_grants_on(list_id);
END $$
--;
CREATE OR REPLACE FUNCTION accord_hold_lists(list_ids bigint[]) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  held bigint[] := '{}';
  asked bigint[] := list_ids;
BEGIN
  LOOP
    SELECT array_agg(id) INTO asked FROM (
      SELECT l.id FROM access_list l
      WHERE l.id = ANY(asked) AND NOT l.id = ANY(held)
        AND EXISTS (SELECT 1 FROM access_grant mine WHERE mine.access_list_id = l.id
                    AND mine.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND mine.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)
                    AND (mine.ends_at IS NULL OR mine.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)))
      ORDER BY l.id FOR NO KEY UPDATE) locked;
    EXIT WHEN asked IS NULL;
    held := held || asked;
    SELECT array_agg(l.id) INTO asked FROM access_list l WHERE l.within_id = ANY(asked);
  END LOOP;
  RETURN cardinality(held);
END $$
--;
CREATE OR REPLACE FUNCTION accord_end_audits(list_id bigint, leaver bigint) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ended integer;
BEGIN
  IF leaver = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint)
     OR NOT EXISTS (SELECT 1 FROM accord_grants_on(list_id) g WHERE g.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint)
                    AND g.role = 'owner' AND g.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz))
     OR EXISTS (SELECT 1 FROM accord_grants_on(list_id) g WHERE g.organisation_id = leaver
                AND g.role IN ('owner', 'party')) THEN
    RETURN NULL;
  END IF;
  WITH RECURSIVE inside AS (
    SELECT list_id AS id UNION SELECT l.id FROM access_list l JOIN inside ON l.within_id = inside.id)
  UPDATE access_grant g SET term_id = NULL, ends_at = greatest((SELECT nullif(current_setting('accord.moment', true), '')::timestamptz), g.starts_at)
  FROM inside, access_term t
  WHERE g.access_list_id = inside.id AND g.role = 'auditor' AND t.id = g.term_id
    AND t.owner_organisation_id = leaver AND g.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)
    AND EXISTS (SELECT 1 FROM access_grant mine WHERE mine.access_list_id = g.access_list_id
                AND mine.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND mine.role IN ('owner', 'party')
                AND mine.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (mine.ends_at IS NULL OR mine.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)));
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END $$
