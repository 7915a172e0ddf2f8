-- Null: not limited.
ALTER TABLE owners ADD COLUMN credits BIGINT;

-- Credits taken from the owner at the submission; given back when the job does not complete.
ALTER TABLE jobs ADD COLUMN cost BIGINT NOT NULL DEFAULT 0;
-- An integer that no other job has or had, for APIs whose ids are numbers. Job keys will not do: a removed job's may come again.
ALTER TABLE jobs ADD COLUMN run_id BIGINT;
CREATE UNIQUE INDEX jobs_by_run_id ON jobs (run_id);

CREATE TABLE counters (
  name TEXT NOT NULL PRIMARY KEY,
  last_value BIGINT NOT NULL
) {{clustered}};
