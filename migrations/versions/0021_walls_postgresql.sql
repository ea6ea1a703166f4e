CREATE POLICY owner_verifies ON arrangement FOR SELECT TO CURRENT_USER USING ((SELECT current_setting('accord.verifying', true) = 'on'))
--;
CREATE POLICY owner_verifies ON measure FOR SELECT TO CURRENT_USER USING ((SELECT current_setting('accord.verifying', true) = 'on'))
--;
CREATE POLICY owner_verifies ON reading FOR SELECT TO CURRENT_USER USING ((SELECT current_setting('accord.verifying', true) = 'on'))
--;
CREATE POLICY owner_verifies ON target FOR SELECT TO CURRENT_USER USING ((SELECT current_setting('accord.verifying', true) = 'on'))
