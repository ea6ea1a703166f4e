CREATE POLICY owner_verifies ON engagement FOR SELECT TO CURRENT_USER USING ((SELECT current_setting('accord.verifying', true) = 'on'))
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
  WITH RECURSIVE 
  named(id) AS (
    SELECT DISTINCT t.owner_organisation_id FROM access_grant g JOIN access_term t ON t.id = g.term_id
    WHERE g.access_list_id = list_id AND g.role = 'auditor' AND g.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)),
  place(of_id, id) AS (
    SELECT id, id FROM named UNION
    SELECT n.id, m.predecessor_id FROM named n JOIN access_mandate m ON m.successor_id = n.id
    WHERE m.root_list_id = list_id AND m.accepted_at IS NULL AND m.declined_at IS NULL UNION
    SELECT p.of_id, m.successor_id FROM place p JOIN access_mandate m ON m.predecessor_id = p.id
    WHERE m.root_list_id = list_id AND m.accepted_at IS NOT NULL),
  gone(id) AS (
    SELECT n.id FROM named n WHERE NOT EXISTS (
      SELECT 1 FROM place p JOIN access_grant g ON g.organisation_id = p.id AND g.access_list_id = list_id
      WHERE p.of_id = n.id AND g.role IN ('owner', 'party') AND (g.ends_at IS NULL OR g.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)))),
  inside AS (
    SELECT list_id AS id UNION SELECT l.id FROM access_list l JOIN inside ON l.within_id = inside.id)
  UPDATE access_grant g SET term_id = NULL, ends_at = greatest((SELECT nullif(current_setting('accord.moment', true), '')::timestamptz), g.starts_at)
  FROM inside, access_term t
  WHERE g.access_list_id = inside.id AND g.role = 'auditor' AND t.id = g.term_id
    AND t.owner_organisation_id IN (SELECT id FROM gone) AND g.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)
    AND EXISTS (SELECT 1 FROM access_grant mine WHERE mine.access_list_id = g.access_list_id
                AND mine.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND mine.role IN ('owner', 'party')
                AND mine.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (mine.ends_at IS NULL OR mine.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)));
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END $$
--;
CREATE OR REPLACE FUNCTION accord_take_term(term bigint) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
UPDATE access_term SET owner_organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint)
WHERE id = term AND EXISTS (SELECT 1 FROM access_grant g
  JOIN access_mandate mine ON mine.root_list_id = g.access_list_id
  JOIN access_mandate other ON other.root_list_id = mine.root_list_id AND other.predecessor_id = mine.predecessor_id
  JOIN access_grant own ON own.access_list_id = mine.root_list_id AND own.organisation_id = mine.successor_id
  WHERE g.term_id = access_term.id AND mine.successor_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND mine.moves_terms
    AND mine.accepted_at IS NOT NULL AND other.accepted_at IS NOT NULL
    AND other.successor_id = access_term.owner_organisation_id
    AND own.role = 'owner' AND own.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (own.ends_at IS NULL OR own.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)));
RETURN FOUND;
END $$
