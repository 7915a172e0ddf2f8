-- The bytes of artifacts, one row for each file of the artifact store. A file is moved in after its row is committed, and removed after
-- its row says so; whoever refers to content (a row of `artifacts` or of `content_holds`) locks this row in the same transaction.
CREATE TABLE contents (
  sha256 TEXT NOT NULL PRIMARY KEY,
  -- When a reference was last given up; null while nothing was given up since the last reference. Only a hint: the remover looks for references.
  released_at_ms BIGINT,
  -- The removal under way; while it is set, no reference can be taken.
  removal TEXT,
  removal_at_ms BIGINT
) {{clustered}};
CREATE INDEX contents_by_release ON contents (released_at_ms);

-- What keeps content from its arrival until a row of `artifacts` is committed. Expires only for holders that have crashed.
CREATE TABLE content_holds (
  hold_id TEXT NOT NULL PRIMARY KEY,
  sha256 TEXT NOT NULL,
  expires_at_ms BIGINT NOT NULL
) {{clustered}};
CREATE INDEX content_holds_by_hash ON content_holds (sha256);
CREATE INDEX content_holds_by_expiry ON content_holds (expires_at_ms);

INSERT INTO contents (sha256) SELECT DISTINCT sha256 FROM artifacts;

-- Name of the journal entry of the step that made it, so that the step can make it again; null for what was sent to the job.
ALTER TABLE artifacts ADD COLUMN made_by TEXT;

CREATE TABLE uploads (
  upload_id TEXT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  -- receiving | form (stored for one request) | stored
  state TEXT NOT NULL,
  filename TEXT NOT NULL,
  media_type TEXT NOT NULL,
  -- Counted against the owner's quota: what has been granted while it is received, its size afterwards.
  size_bytes BIGINT NOT NULL,
  sha256 TEXT,
  created_at_ms BIGINT NOT NULL,
  expires_at_ms BIGINT NOT NULL
) {{clustered}};
CREATE INDEX uploads_by_owner ON uploads (owner, created_at_ms);
CREATE INDEX uploads_by_expiry ON uploads (expires_at_ms);
