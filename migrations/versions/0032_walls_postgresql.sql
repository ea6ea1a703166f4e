ALTER TABLE account_event ENABLE ROW LEVEL SECURITY
--;
ALTER TABLE account_event FORCE ROW LEVEL SECURITY
--;
CREATE POLICY viewer ON account_event USING (person_id = (SELECT nullif(current_setting('accord.person_id', true), '')::bigint)) WITH CHECK (person_id = (SELECT nullif(current_setting('accord.person_id', true), '')::bigint))
--;
CREATE TRIGGER account_event_append_only BEFORE UPDATE OR DELETE ON account_event FOR EACH ROW EXECUTE FUNCTION accord_refuse()
--;
CREATE TRIGGER account_event_not_emptied BEFORE TRUNCATE ON account_event FOR EACH STATEMENT EXECUTE FUNCTION accord_refuse()
