import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";

/** What a publisher states of a file. */
export interface ExpectedContent {
  readonly bytes: number;
  readonly approximate?: true | undefined;
  readonly sha256?: string | undefined;
  readonly md5?: string | undefined;
  /** An SRI string of the registry of npm: `sha512-…`. */
  readonly integrity?: string | undefined;
}

export interface FoundContent {
  readonly bytes: number;
  readonly sha256: string;
  readonly md5: string;
  readonly integrity: string;
}

/** Reads a file once and computes all of its hashes. */
export async function readHashes(path: string, signal?: AbortSignal): Promise<FoundContent> {
  const sha256 = createHash("sha256");
  const md5 = createHash("md5");
  const sha512 = createHash("sha512");
  let bytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 2 ** 20, signal })) {
    const part = chunk as Buffer;
    bytes += part.length;
    for (const hash of [sha256, md5, sha512]) hash.update(part);
  }
  return {
    bytes,
    sha256: sha256.digest("hex"),
    md5: md5.digest("hex"),
    integrity: `sha512-${sha512.digest("base64")}`,
  };
}

/** Whether the publisher states a hash, so that the content can be checked. */
export const hasHash = ({ sha256, md5, integrity }: ExpectedContent): boolean =>
  (sha256 ?? md5 ?? integrity) !== undefined;

/** Why a content is not the expected one, as the end of a sentence; null when it is. */
export function differenceOf(expected: ExpectedContent, found: FoundContent): string | null {
  if (expected.approximate !== true && expected.bytes !== found.bytes) {
    return `has ${found.bytes} bytes instead of ${expected.bytes}`;
  }
  for (const name of ["sha256", "md5", "integrity"] as const) {
    const wanted = expected[name];
    if (wanted !== undefined && wanted !== found[name]) {
      return `has the ${LABELS[name]} ${found[name].slice(0, 19)}… instead of ${wanted.slice(0, 19)}…`;
    }
  }
  return null;
}

const LABELS = { sha256: "SHA-256", md5: "MD5", integrity: "integrity" } as const;

/** The largest size that is accepted while a file arrives. */
export function boundOf({ bytes, approximate }: ExpectedContent): number {
  return approximate === true ? Math.ceil(bytes * 1.25) + 65_536 : bytes;
}

/** The size of a file; null when there is none. */
export async function sizeOf(path: string): Promise<number | null> {
  try {
    const found = await stat(path);
    return found.isFile() ? found.size : null;
  } catch {
    return null;
  }
}
