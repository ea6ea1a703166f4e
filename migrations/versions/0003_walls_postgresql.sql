ALTER TABLE step_taken ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE step_taken FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON step_taken USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = step_taken.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = step_taken.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
CREATE POLICY owner_verifies ON step_taken FOR SELECT TO CURRENT_USER USING ((SELECT current_setting('accord.verifying', true) = 'on'))
