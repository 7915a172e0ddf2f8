import { HeadwayError, quoting } from "@headway-jobs/contract";
import { wordsOfBody } from "../words-of-body.ts";
import { MAX_PICTURE_BYTES, requirePicture } from "./picture-bytes.ts";
import type { FoundPicture } from "@headway-jobs/ports/pictures";
import type { SafeFetch } from "./safe-fetch.ts";

export interface SearchParts {
  readonly fetch?: SafeFetch;
  /** Address of the API, replaced in tests. */
  readonly baseURL?: string;
}

export const MAX_ANSWER_BYTES = 2 * 1_048_576;

/** What the address of a search answers, as JSON that has not been checked. Throws PROVIDER_*. */
export async function askJson(
  fetch: SafeFetch,
  url: URL,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal | undefined,
): Promise<unknown> {
  const { status, bytes } = await fetch({ url: url.href, headers, signal, maxBytes: MAX_ANSWER_BYTES });
  if (status !== 200) throw searchFailure(url.hostname, status, new TextDecoder().decode(bytes));
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as unknown;
  } catch (error) {
    throw badAnswer(error);
  }
}

function searchFailure(name: string, status: number, body: string): HeadwayError {
  const words = wordsOfBody(body);
  const provider = { name, message: words, status };
  if (status === 429 || (status === 403 && /rate limit/i.test(body))) {
    const busy = `The picture search refuses more requests for now (${status}).`;
    return new HeadwayError("PROVIDER_RATE_LIMITED", quoting(busy, words), { provider });
  }
  const did = status === 401 || status === 403 ? "refused the key" : "failed";
  return new HeadwayError("PROVIDER_UNAVAILABLE", quoting(`The picture search ${did} (${status}).`, words), {
    provider,
    retryable: status >= 500,
  });
}

/** Fetches a found picture. */
export async function download(
  fetch: SafeFetch,
  url: string,
  credit: string,
  signal: AbortSignal | undefined,
): Promise<FoundPicture> {
  const { status, bytes } = await fetch({ url, signal, maxBytes: MAX_PICTURE_BYTES, timeoutMs: 30_000 });
  if (status !== 200) throw new HeadwayError("PROVIDER_UNAVAILABLE", `The picture's server failed (${status}).`);
  return { bytes, mediaType: requirePicture(bytes).mediaType, credit: credit.slice(0, 200) };
}

/** The error for an answer of another form than the search documents. */
export function badAnswer(cause?: unknown): HeadwayError {
  return new HeadwayError(
    "PROVIDER_BAD_ANSWER",
    "The picture search did not answer in its usual form.",
    cause === undefined ? {} : { cause },
  );
}

/** A keyword without search operators, which would change what is searched for. */
export function searchWords(keyword: string): string {
  return keyword
    .replaceAll(/[^\p{L}\p{M}\p{N}\s'-]/gu, " ")
    .replaceAll(/\s+/gu, " ")
    .trim()
    .slice(0, 100);
}
