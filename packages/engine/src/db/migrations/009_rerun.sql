-- Id of the ended job that this one runs again.
ALTER TABLE jobs ADD COLUMN rerun_of TEXT;
