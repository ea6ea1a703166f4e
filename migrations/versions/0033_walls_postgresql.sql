CREATE POLICY owner_forgets_select ON submission FOR SELECT TO CURRENT_USER USING (created_at < now() - interval '2 days')
--;
CREATE POLICY owner_forgets_delete ON submission FOR DELETE TO CURRENT_USER USING (created_at < now() - interval '2 days')
--;
CREATE OR REPLACE FUNCTION accord_forget_submission() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  forgotten integer;
BEGIN
  DELETE FROM submission WHERE created_at < now() - interval '2 days';
  GET DIAGNOSTICS forgotten = ROW_COUNT;
  RETURN forgotten;
END $$
