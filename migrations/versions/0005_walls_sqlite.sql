CREATE TRIGGER risk_score_no_update BEFORE UPDATE ON risk_score BEGIN SELECT RAISE(ABORT, 'risk_score is append-only'); END
--;
CREATE TRIGGER risk_score_no_delete BEFORE DELETE ON risk_score BEGIN SELECT RAISE(ABORT, 'risk_score is append-only'); END
--;
CREATE TRIGGER own_score_no_update BEFORE UPDATE ON own_score BEGIN SELECT RAISE(ABORT, 'own_score is append-only'); END
--;
CREATE TRIGGER own_score_no_delete BEFORE DELETE ON own_score BEGIN SELECT RAISE(ABORT, 'own_score is append-only'); END
