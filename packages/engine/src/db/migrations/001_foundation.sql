-- The hot row of a job: small, because every append rewrites it. Large texts are in `payloads`.
CREATE TABLE jobs (
  job_key {{identity}},
  job_id TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  kind TEXT NOT NULL,
  job_type TEXT NOT NULL,
  session_id TEXT,
  status TEXT NOT NULL,
  -- ready | running | parked | ended | removed (being purged; its owner is then empty, so that nobody finds it)
  run_state TEXT NOT NULL,
  progress DOUBLE PRECISION NOT NULL DEFAULT 0,
  phase TEXT,
  error_code TEXT,
  error_message TEXT,
  -- Raised by each claim and each cancel; a write that names an older one is refused.
  epoch BIGINT NOT NULL DEFAULT 0,
  last_seq BIGINT NOT NULL DEFAULT 0,
  -- Number of the newest batch of the running claim: tells after a lost connection whether that batch was committed.
  batch_no BIGINT NOT NULL DEFAULT 0,
  claim_worker TEXT,
  claim_expires_at_ms BIGINT,
  -- Claims in a row that ended without a journaled step.
  stalled_claims BIGINT NOT NULL DEFAULT 0,
  -- A parked job waits for a signal of this name, at most until wake_at_ms.
  waiting_for TEXT,
  wake_at_ms BIGINT,
  -- One of the two is null: the deadline runs, or stands still with so much left.
  deadline_at_ms BIGINT,
  deadline_left_ms BIGINT,
  change_no BIGINT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  updated_at_ms BIGINT NOT NULL,
  started_at_ms BIGINT,
  finished_at_ms BIGINT
);
CREATE INDEX jobs_by_owner ON jobs (owner, job_id);
CREATE INDEX jobs_by_change ON jobs (owner, change_no);
CREATE INDEX jobs_by_run_state ON jobs (run_state, owner);
CREATE INDEX jobs_by_finish ON jobs (finished_at_ms);

CREATE TABLE payloads (
  job_key BIGINT NOT NULL PRIMARY KEY,
  input TEXT NOT NULL,
  result TEXT,
  metadata TEXT NOT NULL,
  usage TEXT NOT NULL
);

CREATE TABLE events (
  job_key BIGINT NOT NULL,
  seq BIGINT NOT NULL,
  type TEXT NOT NULL,
  at_ms BIGINT NOT NULL,
  -- Null when the text lies in `blobs` under `event:<seq>`.
  data TEXT,
  PRIMARY KEY (job_key, seq)
) {{clustered}};

CREATE TABLE journal (
  job_key BIGINT NOT NULL,
  name TEXT NOT NULL,
  -- step | wait | emit
  kind TEXT NOT NULL,
  -- Null when there is none, when the text lies in `blobs` under the entry's name, or when the step failed.
  result TEXT,
  in_blob BIGINT NOT NULL DEFAULT 0,
  error_code TEXT,
  error_message TEXT,
  at_ms BIGINT NOT NULL,
  PRIMARY KEY (job_key, name)
) {{clustered}};

-- Texts above 64 KB, kept out of the clustered tables.
CREATE TABLE blobs (
  job_key BIGINT NOT NULL,
  name TEXT NOT NULL,
  data TEXT NOT NULL,
  PRIMARY KEY (job_key, name)
);

CREATE TABLE signals (
  signal_key {{identity}},
  job_key BIGINT NOT NULL,
  signal_id TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  -- The journal entry of the wait that took it.
  taken_by TEXT,
  at_ms BIGINT NOT NULL,
  UNIQUE (job_key, signal_id)
);

CREATE TABLE artifacts (
  job_key BIGINT NOT NULL,
  name TEXT NOT NULL,
  owner TEXT NOT NULL,
  media_type TEXT NOT NULL,
  size_bytes BIGINT NOT NULL,
  sha256 TEXT NOT NULL,
  internal BIGINT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  PRIMARY KEY (job_key, name)
);
CREATE INDEX artifacts_by_name ON artifacts (owner, name, job_key);
CREATE INDEX artifacts_by_hash ON artifacts (sha256);

CREATE TABLE aliases (
  owner TEXT NOT NULL,
  alias TEXT NOT NULL,
  rank BIGINT NOT NULL,
  job_key BIGINT NOT NULL,
  PRIMARY KEY (owner, alias, rank, job_key)
) {{clustered}};
CREATE INDEX aliases_by_job ON aliases (job_key);

CREATE TABLE idempotency (
  owner TEXT NOT NULL,
  route TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  job_id TEXT NOT NULL,
  expires_at_ms BIGINT NOT NULL,
  PRIMARY KEY (owner, route, key)
) {{clustered}};
CREATE INDEX idempotency_by_job ON idempotency (job_id);
CREATE INDEX idempotency_by_expiry ON idempotency (expires_at_ms);

CREATE TABLE owners (
  owner TEXT NOT NULL PRIMARY KEY,
  change_no BIGINT NOT NULL
) {{clustered}};

CREATE TABLE api_keys (
  key_id TEXT NOT NULL PRIMARY KEY,
  key_hash TEXT NOT NULL UNIQUE,
  owner TEXT NOT NULL,
  created_at_ms BIGINT NOT NULL,
  revoked_at_ms BIGINT
);

CREATE TABLE secrets (
  name TEXT NOT NULL PRIMARY KEY,
  value {{bytes}} NOT NULL
);
