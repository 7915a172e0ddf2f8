-- What a service keeps for an owner beyond the life of jobs. The engine does not look into it.
CREATE TABLE documents (
  -- From the counter "document": no two documents ever have the same.
  document_id BIGINT NOT NULL PRIMARY KEY,
  owner TEXT NOT NULL,
  collection TEXT NOT NULL,
  -- Raised by every change, so that a change replaces only what it has read.
  revision BIGINT NOT NULL,
  -- The small part that lists show.
  summary TEXT NOT NULL,
  value TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL
);
CREATE INDEX documents_by_owner ON documents (owner, collection, document_id);
