-- Keys that batches were sealed to, and that signed them, are never thrown away: a file may arrive years later.
CREATE TRIGGER identities_stay BEFORE DELETE ON identities BEGIN SELECT RAISE(ABORT, 'identities stay'); END;
CREATE TRIGGER office_keys_stay BEFORE DELETE ON office_keys BEGIN SELECT RAISE(ABORT, 'office keys stay'); END;
