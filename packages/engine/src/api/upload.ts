/** A file that a client has sent for a later job, or with a form for one request. */
export interface UploadRecord {
  readonly uploadId: string;
  readonly owner: string;
  readonly filename: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly createdAtMs: number;
  readonly expiresAtMs: number;
}

/** What an upload asks for, in bytes of the whole upload. */
export interface UploadGrant {
  readonly neededBytes: number;
  /** Granted as far as the quota allows, so that not every chunk has to ask. */
  readonly wantedBytes: number;
  /** What all uploads of the owner may have together. */
  readonly quotaBytes: number;
}
