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
--;
ALTER TABLE access_mandate ENABLE ROW LEVEL SECURITY
--;
CREATE POLICY viewer_reads ON access_mandate FOR SELECT USING (predecessor_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) OR successor_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint))
--;
CREATE POLICY viewer_gives ON access_mandate FOR INSERT WITH CHECK (predecessor_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND accepted_at IS NULL AND declined_at IS NULL AND EXISTS (SELECT 1 FROM access_grant g WHERE g.access_list_id = root_list_id AND g.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND (g.ends_at IS NULL OR g.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz))))
--;
ALTER TABLE handover ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE handover FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON handover USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = handover.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = handover.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
ALTER TABLE handover_item ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE handover_item FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON handover_item USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = handover_item.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = handover_item.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
ALTER TABLE handover_offer ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE handover_offer FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON handover_offer USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = handover_offer.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = handover_offer.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
ALTER TABLE handover_share ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE handover_share FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON handover_share USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = handover_share.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = handover_share.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
