import type { LanguageModelV4, LanguageModelV4GenerateResult, LanguageModelV4Message } from "@ai-sdk/provider";
import { HeadwayError } from "@headway-jobs/contract";
import type { StructuredRequest } from "@headway-jobs/ports/language-model";
import { countUse } from "../metering.ts";
import { toProviderError } from "../provider-error.ts";
import { askWithoutRefused, type Unsupported } from "./unsupported.ts";
import { usageOf } from "./usage.ts";

const CALL_LIMIT_MS = 120_000;
/** Without a limit some servers stop after 16 or 128 tokens, and others write until their context is full. */
const MAX_OUTPUT_TOKENS = 16_000;

/** `provider/model`, for logs and messages. */
export function nameOf(model: LanguageModelV4): string {
  return `${model.provider}/${model.modelId}`;
}

/** Of a request, all that one call needs. */
type CallRequest = Omit<StructuredRequest<never>, "schema" | "check"> & { readonly model: LanguageModelV4 };

/** What servers have refused to take so far, so that each is asked once. */
const learned = new WeakMap<LanguageModelV4, Set<Unsupported>>();

/**
 * One call for an answer of the schema's shape. What the server says it does not take (`response_format`, the limit of output) is left out and the call
 * repeated. Throws HeadwayError: PROVIDER_*; the caller's own abort passes through as its reason.
 */
export async function callModel(
  request: CallRequest,
  prompt: LanguageModelV4Message[],
  schema: object,
): Promise<LanguageModelV4GenerateResult> {
  const { model } = request;
  const known = learned.get(model) ?? new Set<Unsupported>();
  learned.set(model, known);
  const limit = AbortSignal.timeout(request.timeoutMs ?? CALL_LIMIT_MS);
  return askWithoutRefused({
    learned: known,
    parts: ["response_format", "max_tokens"],
    send: (leftOut) => callOnce(request, { prompt, schema, limit, leftOut }),
  });
}

function asCallError(request: CallRequest, error: unknown, limit: AbortSignal): unknown {
  if (limit.aborted && request.signal?.aborted !== true) {
    return new HeadwayError("PROVIDER_TIMEOUT", "The language model took too long.", { cause: error });
  }
  return toProviderError(error, {
    provider: "The language model",
    name: nameOf(request.model),
    signal: request.signal,
  });
}

async function callOnce(
  request: CallRequest,
  call: {
    readonly prompt: LanguageModelV4Message[];
    readonly schema: object;
    readonly limit: AbortSignal;
    readonly leftOut: ReadonlySet<Unsupported>;
  },
): Promise<LanguageModelV4GenerateResult> {
  const { prompt, schema, limit, leftOut } = call;
  const name = nameOf(request.model);
  try {
    const result = await request.model.doGenerate({
      prompt,
      abortSignal: request.signal === undefined ? limit : AbortSignal.any([request.signal, limit]),
      ...(leftOut.has("response_format")
        ? {}
        : { responseFormat: { type: "json", schema, name: request.name ?? "answer" } }),
      ...(leftOut.has("max_tokens") ? {} : { maxOutputTokens: request.maxOutputTokens ?? MAX_OUTPUT_TOKENS }),
      // Strict mode refuses optional members, which these schemas have; the answer is validated here anyway.
      providerOptions: { openai: { strictJsonSchema: false }, groq: { strictJsonSchema: false } },
    });
    const { inputTokens: tokensIn, outputTokens: tokensOut } = usageOf(result);
    countUse({ name, tokensIn, tokensOut });
    return result;
  } catch (error) {
    countUse({ name, isFailed: true });
    throw asCallError(request, error, limit);
  }
}
