import type { JobStatus } from "@headway-jobs/contract";
import type { DocumentContent, OwnerDocument } from "./owner-document.ts";
import type { UploadGrant, UploadRecord } from "./upload.ts";

/** Operations (billed changes) of an owner in the running calendar month, UTC. */
export interface OperationsUse {
  readonly used: number;
  /** Null = not limited, as every owner begins. */
  readonly limit: number | null;
  /** A word for the owner's plan, `free` unless set. */
  readonly tier: string;
  /** First moment of the next period. */
  readonly resetsAtMs: number;
}

/** What a key may do: look, make and end jobs, decide what waits for a human, manage the server. */
export const KEY_SCOPES = ["read", "submit", "approve", "admin"] as const;
export type KeyScope = (typeof KEY_SCOPES)[number];

/** What a key may do unless it was made with other scopes. */
export const USUAL_SCOPES: readonly KeyScope[] = ["read", "submit", "approve"];

export interface ApiKey {
  readonly keyId: string;
  readonly owner: string;
  readonly scopes: readonly KeyScope[];
  readonly createdAtMs: number;
  /** Null: it does not expire. By the engine's clock. */
  readonly expiresAtMs: number | null;
  readonly revokedAtMs: number | null;
}

/** One of the secrets of a name. */
export interface SigningSecret {
  readonly value: Uint8Array;
  /** Until then only the one before it signs, so that no node meets a signature whose secret it has not read. */
  readonly signsFromMs: number;
  /** Null: not replaced. */
  readonly verifiesUntilMs: number | null;
}

/** What the engine keeps for owners, apart from their jobs: keys, credits, billed operations, owner documents, uploads; and the secrets of the deployment. */
export interface Accounts {
  readonly keys: {
    /** The key itself (`sk_` + 32 hex) is returned once and stored only as a hash. */
    create(
      owner: string,
      options?: { readonly scopes?: readonly KeyScope[]; readonly expiresAtMs?: number },
    ): Promise<{ readonly key: string; readonly keyId: string }>;
    list(): Promise<readonly ApiKey[]>;
    revoke(keyId: string): Promise<boolean>;
    /** The owner of a live key and what it may do, or null; `keyId` lets the edge end streams of a key that is so no more. */
    verify(
      key: string,
    ): Promise<{ readonly owner: string; readonly keyId: string; readonly scopes: readonly KeyScope[] } | null>;
    /** True as long as the key exists, is not revoked and has not expired. */
    isLive(keyId: string): Promise<boolean>;
  };
  readonly credits: {
    /** What the owner may still spend; null = not limited, as every owner begins. */
    left(owner: string): Promise<number | null>;
    /** From now on; what running jobs took is not touched. */
    set(owner: string, credits: number | null): Promise<void>;
  };
  readonly operations: {
    use(owner: string): Promise<OperationsUse>;
    set(owner: string, plan: { readonly limit: number | null; readonly tier: string }): Promise<void>;
  };
  /** What services keep for owners beyond the life of jobs, by collection; the engine does not look into it. */
  readonly documents: {
    create(owner: string, collection: string, content: DocumentContent): Promise<OwnerDocument>;
    get(owner: string, collection: string, id: number): Promise<OwnerDocument | null>;
    /** The owner's document of that name, made of `content` when there is none: two who ask at once get the same one. */
    ensure(owner: string, collection: string, name: string, content: DocumentContent): Promise<OwnerDocument>;
    findNamed(owner: string, collection: string, name: string): Promise<OwnerDocument | null>;
    /** Oldest first. Without their values: a page of them could weigh megabytes. */
    list(owner: string, collection: string): Promise<readonly Omit<OwnerDocument, "value">[]>;
    /** Replaces the content by what `work` makes of it, also when others change it at the same time; `work` may be called again. Null when unknown. */
    change(
      owner: string,
      collection: string,
      id: number,
      work: (document: OwnerDocument) => DocumentContent,
    ): Promise<OwnerDocument | null>;
    /** Removes it, with `isWanted` only while that is true of its content, also when others change it at the same time. False when it is not removed. */
    remove(
      owner: string,
      collection: string,
      id: number,
      isWanted?: (document: OwnerDocument) => boolean,
    ): Promise<boolean>;
  };
  /**
   * Records of files that clients send; the bytes lie where the edge puts them. A record is written before the first byte and counts
   * against the owner's quota from then on.
   */
  readonly uploads: {
    /** Bytes that may be written so far; ask `grow` before more. Throws UPLOAD_QUOTA, DISK_FULL. */
    begin(upload: {
      readonly uploadId: string;
      readonly owner: string;
      readonly filename: string;
      readonly mediaType: string;
      /** When it is taken for given up, should it not be finished. */
      readonly expiresAtMs: number;
      readonly grant: UploadGrant;
    }): Promise<number>;
    /** Bytes that may be written in all. Throws UPLOAD_QUOTA, DISK_FULL, and TIMEOUT when it was taken for given up. */
    grow(upload: { readonly uploadId: string; readonly owner: string; readonly grant: UploadGrant }): Promise<number>;
    /** `form`: it lasts as long as one request and is not listed. Throws TIMEOUT when it was taken for given up. */
    finish(upload: {
      readonly uploadId: string;
      readonly kind: "stored" | "form";
      readonly sizeBytes: number;
      readonly sha256: string;
      readonly expiresAtMs: number;
    }): Promise<UploadRecord>;
    /** Takes over a record that an earlier version kept in a file. */
    adopt(record: UploadRecord): Promise<void>;
    /** Null when unknown, not complete, of another owner, or expired. */
    find(owner: string, uploadId: string): Promise<UploadRecord | null>;
    /** Newest first, those of forms left out. */
    list(owner: string, limit: number): Promise<readonly UploadRecord[]>;
    /** False when `find` would not find it, and for those of forms. */
    remove(owner: string, uploadId: string): Promise<boolean>;
    /** Removes a record whatever its state. */
    forget(uploadId: string): Promise<void>;
    /** Ids whose time is over. */
    expired(limit: number): Promise<readonly string[]>;
    isKnown(uploadId: string): Promise<boolean>;
  };
  /** Secrets of this deployment for HMAC, the same on every node that has its secret key. */
  readonly secrets: {
    /** Those of a name that may still verify, newest first; the first one is made at the first use. A signature is made by `signingSecret`. */
    read(name: string): Promise<readonly SigningSecret[]>;
    /** A new secret of every name. Former ones verify until everything that they signed has expired. */
    rotate(): Promise<
      readonly { readonly name: string; readonly signsFromMs: number; readonly formerUntilMs: number }[]
    >;
  };
  usage(owner: string): Promise<{
    readonly jobsByStatus: Readonly<Partial<Record<JobStatus, number>>>;
    readonly artifactBytes: number;
    readonly uploadBytes: number;
  }>;
}
