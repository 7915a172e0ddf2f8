import { cleanWords, HeadwayError, quoting } from "@headway-jobs/contract";

const MAX_REDIRECTS = 8;
const MAX_WORDS_BYTES = 4_096;

/** A host that could not be asked; `cause` is the error of the network. */
export class UnreachableHost extends Error {
  readonly host: string;

  constructor(host: string, cause: unknown) {
    super(`${host} cannot be reached`, { cause });
    this.host = host;
  }
}

/**
 * Asks for an address and follows redirects, also to another host, as publishers of models keep their files elsewhere. From https it never goes to
 * http. Throws MODEL_REFUSED for such a redirect, and UnreachableHost.
 */
export async function openAddress(
  url: string,
  request: { headers: Readonly<Record<string, string>>; signal: AbortSignal; fetch: typeof fetch },
): Promise<Response> {
  let current = new URL(url);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    const { headers, signal } = request;
    const response = await request
      .fetch(current.href, { headers, signal, redirect: "manual" })
      .catch((error: unknown) => {
        signal.throwIfAborted();
        throw new UnreachableHost(current.host, error);
      });
    const location = response.headers.get("location");
    if (response.status < 300 || response.status > 399 || response.status === 304 || location === null) return response;
    await response.body?.cancel();
    const next = URL.canParse(location, current.href) ? new URL(location, current) : null;
    if (
      next === null ||
      !/^https?:$/.test(next.protocol) ||
      (current.protocol === "https:" && next.protocol === "http:")
    ) {
      throw new HeadwayError(
        "MODEL_REFUSED",
        `${current.host} redirects to an address that is not encrypted or not valid.`,
      );
    }
    current = next;
  }
  throw new HeadwayError("MODEL_REFUSED", `${new URL(url).host} redirects more than ${MAX_REDIRECTS} times.`);
}

/** A sentence followed by what the publisher's server says of its refusal. */
export async function withWordsOf(response: Response, sentence: string): Promise<string> {
  return quoting(sentence, cleanWords(wordsIn(await readStart(response))));
}

/** Hugging Face, the registry of npm and others answer with JSON that has a text in one of these. */
function wordsIn(body: string): string {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== "object" || parsed === null) return String(parsed);
    for (const name of ["error", "message", "detail"]) {
      const value = (parsed as Record<string, unknown>)[name];
      if (typeof value === "string") return value;
    }
    return "";
  } catch {
    return body;
  }
}

async function readStart(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const part of response.body ?? []) {
      parts.push(part);
      bytes += part.length;
      if (bytes >= MAX_WORDS_BYTES) break;
    }
  } catch {
    // The status says enough.
  }
  return Buffer.concat(parts).subarray(0, MAX_WORDS_BYTES).toString("utf8");
}

/** Milliseconds that a Retry-After asks for, in either of its forms (RFC 9110, 10.2.3); null without one. */
export function retryAfterMs(header: string | null, nowMs: number): number | null {
  if (header === null) return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header) * 1_000;
  const atMs = Date.parse(header);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}
