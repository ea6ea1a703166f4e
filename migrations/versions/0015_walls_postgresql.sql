ALTER TABLE assessment_answer ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE assessment_answer FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON assessment_answer USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = assessment_answer.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = assessment_answer.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
ALTER TABLE criterion ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE criterion FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON criterion USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = criterion.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = criterion.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
CREATE POLICY owner_verifies ON criterion FOR SELECT TO CURRENT_USER USING ((SELECT current_setting('accord.verifying', true) = 'on'))
--;
ALTER TABLE governance ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE governance FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON governance USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = governance.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = governance.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
ALTER TABLE milestone ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE milestone FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON milestone USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = milestone.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = milestone.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
