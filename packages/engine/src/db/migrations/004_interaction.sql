-- Unique in the owner's collection where there is one; documents without a name are known by id alone.
ALTER TABLE documents ADD COLUMN name TEXT;
CREATE UNIQUE INDEX documents_by_name ON documents (owner, collection, name);

-- Members of the metadata that came with signals, shown over what the workflow wrote and kept apart from it: neither writer undoes the other.
ALTER TABLE payloads ADD COLUMN received TEXT;

CREATE INDEX jobs_by_session ON jobs (owner, session_id, job_id);

-- Null: not limited.
ALTER TABLE owners ADD COLUMN operations_limit BIGINT;
ALTER TABLE owners ADD COLUMN tier TEXT NOT NULL DEFAULT 'free';

-- Operations of an owner in a calendar month (UTC), named by its first moment.
CREATE TABLE operations (
  owner TEXT NOT NULL,
  month_start_ms BIGINT NOT NULL,
  used BIGINT NOT NULL,
  PRIMARY KEY (owner, month_start_ms)
) {{clustered}};
