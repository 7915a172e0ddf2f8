import { HeadwayError } from "@headway-jobs/contract";
import type { z } from "zod";
import { type ProviderContext, toProviderError } from "../provider-error.ts";
import { answeredBadly, unreached } from "../vendor-server.ts";
import { errorInAnswer } from "../words-of-body.ts";

export interface VendorCall<Answer> {
  readonly url: string;
  readonly method?: "GET" | "POST" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly body?: object;
  readonly answer: z.ZodType<Answer>;
  readonly context: ProviderContext;
}

const TIME_LIMIT_MS = 60_000;

/** One call of a vendor's HTTP API in JSON. Throws PROVIDER_* with the vendor's own words, or the signal's reason. */
export async function callVendor<Answer>(call: VendorCall<Answer>): Promise<Answer> {
  const { url, method = "GET", headers = {}, body, answer, context } = call;
  const { signal } = context;
  const limit = AbortSignal.timeout(TIME_LIMIT_MS);
  try {
    signal?.throwIfAborted();
    const response = await fetch(url, {
      method,
      headers: body === undefined ? { ...headers } : { ...headers, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
    });
    const text = await response.text();
    if (!response.ok) throw answeredBadly(response, text);
    const parsed = answer.safeParse(jsonOf(text));
    if (parsed.success) return parsed.data;
    // An error that comes with status 200.
    if (errorInAnswer(text) !== "") throw answeredBadly(response, text);
  } catch (error) {
    throw toProviderError(error instanceof TypeError ? unreached(url, error) : error, context);
  }
  throw new HeadwayError("PROVIDER_BAD_ANSWER", `${context.provider} did not answer in the form asked for.`);
}

function jsonOf(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
