-- With `finished_at_ms IS NULL` in it, SQLite read every unfinished job from jobs_by_finish instead of the few that have a deadline from this index.
DROP INDEX jobs_by_deadline;
CREATE INDEX jobs_by_deadline ON jobs (deadline_at_ms) WHERE deadline_at_ms IS NOT NULL AND run_state <> 'ended';
