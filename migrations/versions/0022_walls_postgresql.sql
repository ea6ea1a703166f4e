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
  forebear(id) AS (
    SELECT leaver UNION SELECT m.predecessor_id FROM access_mandate m JOIN forebear ON m.successor_id = forebear.id
    WHERE m.root_list_id = list_id AND m.accepted_at IS NOT NULL),
  heir(of_id, id) AS (
    SELECT id, id FROM forebear UNION
    SELECT heir.of_id, m.successor_id FROM access_mandate m JOIN heir ON m.predecessor_id = heir.id
    WHERE m.root_list_id = list_id AND m.accepted_at IS NOT NULL),
  gone(id) AS (
    SELECT f.id FROM forebear f WHERE NOT EXISTS (
      SELECT 1 FROM heir h JOIN access_grant g ON g.organisation_id = h.id AND g.access_list_id = list_id
      WHERE h.of_id = f.id AND g.role IN ('owner', 'party') AND (g.ends_at IS NULL OR g.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)))),
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
CREATE OR REPLACE FUNCTION accord_end_grants(list_id bigint, leaver bigint) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  ended integer;
BEGIN
  IF leaver = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint)
     OR NOT EXISTS (SELECT 1 FROM accord_grants_on(list_id) g WHERE g.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint)
                    AND g.role = 'owner' AND g.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) THEN
    RETURN NULL;
  END IF;
  UPDATE access_grant g SET term_id = NULL, ends_at = greatest((SELECT nullif(current_setting('accord.moment', true), '')::timestamptz), g.starts_at)
  WHERE g.access_list_id = list_id AND g.organisation_id = leaver AND g.role <> 'auditor'
    AND (g.ends_at IS NULL OR g.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz));
  GET DIAGNOSTICS ended = ROW_COUNT;
  RETURN ended;
END $$
--;
CREATE OR REPLACE FUNCTION accord_settle_mandate(mandate_id bigint, accepts boolean) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
PERFORM 1 FROM access_list l WHERE l.id = (SELECT m.root_list_id FROM access_mandate m WHERE m.id = mandate_id)
FOR NO KEY UPDATE;
IF accepts THEN
UPDATE access_mandate SET accepted_at = (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) WHERE id = mandate_id AND accepted_at IS NULL AND declined_at IS NULL AND successor_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz);
IF NOT FOUND THEN RETURN false; END IF;
INSERT INTO access_grant (access_list_id, organisation_id, role, reason, starts_at, ends_at, granted_by_id, term_id)
SELECT g.access_list_id, m.successor_id, g.role, substr(m.reason || '. It was: ' || g.reason, 1, 300),
       CASE WHEN g.starts_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) THEN g.starts_at ELSE (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) END, g.ends_at,
       CASE WHEN g.granted_by_id = m.predecessor_id THEN m.successor_id ELSE g.granted_by_id END, g.term_id
FROM access_mandate m JOIN access_grant g ON g.organisation_id = m.predecessor_id
WHERE m.id = mandate_id AND g.access_list_id IN (SELECT l.id FROM (WITH RECURSIVE inside(id) AS (SELECT root_list_id FROM access_mandate WHERE id = mandate_id UNION SELECT deeper.id FROM access_list deeper JOIN inside ON deeper.within_id = inside.id) SELECT id FROM inside) l) AND (g.ends_at IS NULL OR g.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz))
  AND NOT EXISTS (SELECT 1 FROM access_grant had WHERE had.access_list_id = g.access_list_id
    AND had.organisation_id = m.successor_id AND had.role = g.role AND had.starts_at <= CASE WHEN g.starts_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) THEN g.starts_at ELSE (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) END
    AND (had.ends_at IS NULL OR had.ends_at >= g.ends_at));
INSERT INTO access_grant (access_list_id, organisation_id, role, reason, starts_at, ends_at, granted_by_id, term_id)
SELECT g.access_list_id, g.organisation_id, g.role, g.reason, CASE WHEN g.starts_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) THEN g.starts_at ELSE (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) END, g.ends_at, m.successor_id, g.term_id
FROM access_mandate m JOIN access_grant g ON g.granted_by_id = m.predecessor_id
WHERE m.id = mandate_id AND g.organisation_id <> m.predecessor_id AND g.access_list_id IN (SELECT l.id FROM (WITH RECURSIVE inside(id) AS (SELECT root_list_id FROM access_mandate WHERE id = mandate_id UNION SELECT deeper.id FROM access_list deeper JOIN inside ON deeper.within_id = inside.id) SELECT id FROM inside) l)
  AND (g.ends_at IS NULL OR g.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) AND EXISTS (SELECT 1 FROM access_grant own WHERE own.access_list_id = g.access_list_id AND own.organisation_id = m.predecessor_id AND own.role IN ('owner', 'party') AND own.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (own.ends_at IS NULL OR own.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)));
UPDATE access_grant SET ends_at = CASE WHEN starts_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) THEN starts_at ELSE (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) END, term_id = NULL
WHERE id IN (SELECT g.id FROM access_mandate m JOIN access_grant g ON g.granted_by_id = m.predecessor_id
  WHERE m.id = mandate_id AND g.organisation_id <> m.predecessor_id AND g.access_list_id IN (SELECT l.id FROM (WITH RECURSIVE inside(id) AS (SELECT root_list_id FROM access_mandate WHERE id = mandate_id UNION SELECT deeper.id FROM access_list deeper JOIN inside ON deeper.within_id = inside.id) SELECT id FROM inside) l)
  AND (g.ends_at IS NULL OR g.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) AND EXISTS (SELECT 1 FROM access_grant own WHERE own.access_list_id = g.access_list_id AND own.organisation_id = m.predecessor_id AND own.role IN ('owner', 'party') AND own.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (own.ends_at IS NULL OR own.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz))));
UPDATE access_term SET owner_organisation_id = (SELECT successor_id FROM access_mandate WHERE id = mandate_id)
WHERE id IN (SELECT g.term_id FROM access_mandate m JOIN access_grant g ON g.access_list_id = m.root_list_id
    WHERE m.id = mandate_id AND m.moves_terms)
  AND owner_organisation_id = (SELECT predecessor_id FROM access_mandate WHERE id = mandate_id);
ELSE
UPDATE access_mandate SET declined_at = (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) WHERE id = mandate_id AND accepted_at IS NULL AND declined_at IS NULL AND (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) IN (successor_id, predecessor_id);
IF NOT FOUND THEN RETURN false; END IF;
UPDATE access_term SET ends_at = (SELECT CASE WHEN max(g.starts_at) > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) THEN max(g.starts_at) ELSE (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) END
    FROM access_grant g WHERE g.term_id = access_term.id)
WHERE ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND id IN (SELECT g.term_id FROM access_mandate m
    JOIN access_grant g ON g.access_list_id = m.root_list_id
    WHERE m.id = mandate_id AND m.moves_terms AND m.successor_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint)
      AND m.predecessor_id = access_term.owner_organisation_id
      AND NOT EXISTS (SELECT 1 FROM access_mandate other WHERE other.root_list_id = m.root_list_id
        AND other.predecessor_id = m.predecessor_id AND other.declined_at IS NULL));
END IF;
UPDATE access_grant SET ends_at = CASE WHEN starts_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) THEN starts_at ELSE (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) END, term_id = NULL
WHERE id IN (SELECT g.id FROM access_mandate m JOIN access_grant g ON g.organisation_id = m.predecessor_id
  WHERE m.id = mandate_id AND g.access_list_id IN (SELECT l.id FROM (WITH RECURSIVE inside(id) AS (SELECT root_list_id FROM access_mandate WHERE id = mandate_id UNION SELECT deeper.id FROM access_list deeper JOIN inside ON deeper.within_id = inside.id) SELECT id FROM inside) l) AND (g.ends_at IS NULL OR g.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz))
  AND EXISTS (SELECT 1 FROM access_mandate taken WHERE taken.root_list_id = m.root_list_id
    AND taken.predecessor_id = m.predecessor_id AND taken.accepted_at IS NOT NULL)
  AND NOT EXISTS (SELECT 1 FROM access_mandate other WHERE other.root_list_id = m.root_list_id
    AND other.predecessor_id = m.predecessor_id AND other.accepted_at IS NULL AND other.declined_at IS NULL));
RETURN true;
END $$
