ALTER TABLE risk_matrix ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE risk_matrix FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON risk_matrix USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = risk_matrix.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = risk_matrix.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
ALTER TABLE risk ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE risk FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON risk USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = risk.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = risk.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
CREATE POLICY owner_verifies ON risk FOR SELECT TO CURRENT_USER USING ((SELECT current_setting('accord.verifying', true) = 'on'))
--;
ALTER TABLE risk_score ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE risk_score FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer_reads ON risk_score FOR SELECT USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = risk_score.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
CREATE POLICY viewer_adds ON risk_score FOR INSERT WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = risk_score.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
CREATE POLICY owner_verifies ON risk_score FOR SELECT TO CURRENT_USER USING ((SELECT current_setting('accord.verifying', true) = 'on'))
--;
ALTER TABLE own_score ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE own_score FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer_reads ON own_score FOR SELECT USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = own_score.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
CREATE POLICY viewer_adds ON own_score FOR INSERT WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = own_score.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
CREATE POLICY owner_verifies ON own_score FOR SELECT TO CURRENT_USER USING ((SELECT current_setting('accord.verifying', true) = 'on'))
--;
ALTER TABLE mitigation ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE mitigation FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON mitigation USING ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = mitigation.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1)) WITH CHECK ((SELECT true FROM access_grant wall_grant WHERE wall_grant.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint) AND wall_grant.access_list_id = mitigation.access_list_id AND wall_grant.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (wall_grant.ends_at IS NULL OR wall_grant.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)) LIMIT 1))
--;
CREATE POLICY owner_verifies ON mitigation FOR SELECT TO CURRENT_USER USING ((SELECT current_setting('accord.verifying', true) = 'on'))
--;
CREATE TRIGGER risk_score_append_only BEFORE UPDATE OR DELETE ON risk_score FOR EACH ROW EXECUTE FUNCTION accord_refuse()
--;
CREATE TRIGGER risk_score_not_emptied BEFORE TRUNCATE ON risk_score FOR EACH STATEMENT EXECUTE FUNCTION accord_refuse()
--;
CREATE TRIGGER own_score_append_only BEFORE UPDATE OR DELETE ON own_score FOR EACH ROW EXECUTE FUNCTION accord_refuse()
--;
CREATE TRIGGER own_score_not_emptied BEFORE TRUNCATE ON own_score FOR EACH STATEMENT EXECUTE FUNCTION accord_refuse()
