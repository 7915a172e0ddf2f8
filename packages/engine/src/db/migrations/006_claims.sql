-- A job that is ready is not handed to a worker before this: the pause after its worker died with it.
ALTER TABLE jobs ADD COLUMN ready_at_ms BIGINT;
-- When a job that waits for a worker or for a person has waited too long; null while it works.
ALTER TABLE jobs ADD COLUMN wait_ends_at_ms BIGINT;

-- The working limit of a job that no worker has taken yet does not run.
UPDATE jobs SET deadline_left_ms = deadline_at_ms - created_at_ms, deadline_at_ms = NULL
  WHERE run_state = 'ready' AND started_at_ms IS NULL AND deadline_at_ms IS NOT NULL;
UPDATE jobs SET wait_ends_at_ms = created_at_ms + 86400000 WHERE run_state = 'ready' AND started_at_ms IS NULL;
UPDATE jobs SET ready_at_ms = 0 WHERE run_state = 'ready' AND stalled_claims > 0;

-- Each holds only the jobs of one state, so what is looked for every second costs nothing while jobs are kept by the thousand.
DROP INDEX jobs_by_run_state;
CREATE INDEX jobs_ready ON jobs (owner, kind, job_key) WHERE run_state = 'ready';
CREATE INDEX jobs_paused ON jobs (kind, ready_at_ms) WHERE run_state = 'ready' AND ready_at_ms IS NOT NULL;
CREATE INDEX jobs_running ON jobs (owner) WHERE run_state = 'running';
CREATE INDEX jobs_removed ON jobs (job_key) WHERE run_state = 'removed';
CREATE INDEX jobs_by_wake ON jobs (wake_at_ms) WHERE wake_at_ms IS NOT NULL;
CREATE INDEX jobs_by_wait_end ON jobs (wait_ends_at_ms) WHERE wait_ends_at_ms IS NOT NULL;
CREATE INDEX jobs_by_deadline ON jobs (deadline_at_ms) WHERE deadline_at_ms IS NOT NULL AND finished_at_ms IS NULL;

-- Processes that work on this store besides others, so that what a dead one left in the shared folder can be told from what is in use.
CREATE TABLE nodes (
  node_id TEXT NOT NULL PRIMARY KEY,
  started_at_ms BIGINT NOT NULL,
  beat_at_ms BIGINT NOT NULL
) {{clustered}};
