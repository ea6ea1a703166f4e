CREATE OR REPLACE FUNCTION accord_place_waits(list_id bigint, leaver bigint) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
SELECT EXISTS (SELECT 1 FROM access_mandate m WHERE m.root_list_id = list_id AND m.predecessor_id = leaver
    AND m.accepted_at IS NULL AND m.declined_at IS NULL)
  AND EXISTS (SELECT 1 FROM access_grant mine WHERE mine.access_list_id = list_id AND mine.organisation_id = (SELECT nullif(current_setting('accord.organisation_id', true), '')::bigint)
    AND mine.starts_at <= (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz) AND (mine.ends_at IS NULL OR mine.ends_at > (SELECT nullif(current_setting('accord.moment', true), '')::timestamptz)))
$$
