-- What a key may do, words apart by blanks. A key of before keeps what it could do; nothing needed "admin" then.
ALTER TABLE api_keys ADD COLUMN scopes TEXT NOT NULL DEFAULT 'read submit approve';
-- Null: it does not expire.
ALTER TABLE api_keys ADD COLUMN expires_at_ms BIGINT;

-- Secrets that sign, encrypted by a key that is not in the database. The plain ones in `secrets` move here at their first use.
CREATE TABLE signing_secrets (
  name TEXT NOT NULL,
  -- From 1; the newest one whose time has come signs.
  secret_no BIGINT NOT NULL,
  wrapped {{bytes}} NOT NULL,
  signs_from_ms BIGINT NOT NULL,
  -- Null: not replaced.
  verifies_until_ms BIGINT,
  PRIMARY KEY (name, secret_no)
);
