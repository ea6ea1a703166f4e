CREATE TRIGGER ledger_entry_no_update BEFORE UPDATE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END
--;
CREATE TRIGGER ledger_entry_no_delete BEFORE DELETE ON ledger_entry BEGIN SELECT RAISE(ABORT, 'ledger_entry is append-only'); END
--;
CREATE TRIGGER evidence_version_no_update BEFORE UPDATE ON evidence_version BEGIN SELECT RAISE(ABORT, 'evidence_version is append-only'); END
--;
CREATE TRIGGER evidence_version_no_delete BEFORE DELETE ON evidence_version BEGIN SELECT RAISE(ABORT, 'evidence_version is append-only'); END
--;
CREATE TRIGGER reply_no_update BEFORE UPDATE ON reply BEGIN SELECT RAISE(ABORT, 'reply is append-only'); END
--;
CREATE TRIGGER reply_no_delete BEFORE DELETE ON reply BEGIN SELECT RAISE(ABORT, 'reply is append-only'); END
