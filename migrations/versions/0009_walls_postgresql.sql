ALTER TABLE duty ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE duty FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON duty USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = duty.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = duty.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
CREATE POLICY owner_verifies ON duty FOR SELECT TO CURRENT_USER USING ((SELECT current_setting('accord.verifying', true) = 'on'))
--;
ALTER TABLE duty_part ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE duty_part FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON duty_part USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = duty_part.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = duty_part.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
ALTER TABLE lesson ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE lesson FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON lesson USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = lesson.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = lesson.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
CREATE POLICY owner_verifies ON lesson FOR SELECT TO CURRENT_USER USING ((SELECT current_setting('accord.verifying', true) = 'on'))
