import type {
  LanguageModelV4,
  LanguageModelV4GenerateResult,
  LanguageModelV4Message,
  SharedV4Warning,
} from "@ai-sdk/provider";
import { HeadwayError } from "@headway-jobs/contract";
import { z } from "zod";
import { countUse } from "../metering.ts";
import { toProviderError } from "../provider-error.ts";
import { jsonInAnswer } from "./answer-json.ts";
import type {
  ModelUsage,
  StructuredAnswer,
  StructuredModel,
  StructuredRequest,
} from "@headway-jobs/ports/language-model";

const CALL_LIMIT_MS = 120_000;
const SHOWN_PROBLEMS = 12;
/** What of a bad answer goes back to the model: enough to see its form, not enough to fill its context. */
const SHOWN_ANSWER = 6_000;

/** The port that services take, over any AI SDK language model. */
export function structuredModel(model: LanguageModelV4): StructuredModel {
  return {
    name: `${model.provider}/${model.modelId}`,
    generate: (request) => generateStructured({ ...request, model }),
  };
}

/**
 * Asks for JSON of the schema's shape. The schema is sent as `response_format` and stands in the prompt as well, for servers that ignore the former;
 * prose around the JSON is tolerated; an answer that does not parse, validate or pass `check` is sent back once with what was wrong.
 */
export async function generateStructured<T>(
  request: StructuredRequest<T> & { readonly model: LanguageModelV4 },
): Promise<StructuredAnswer<T>> {
  const schema = z.toJSONSchema(request.schema, { target: "draft-7", io: "input", unrepresentable: "any" });
  const asked: LanguageModelV4Message[] = [
    { role: "system", content: `${request.system}\n\n${formatAdvice(schema)}` },
    { role: "user", content: [{ type: "text", text: request.prompt }] },
  ];
  const first = await call(request, asked, schema);
  const judged = judge(request, first);
  if (judged.ok) return { value: judged.value, usage: usageOf(first), warnings: warningsOf(first.warnings) };
  const second = await call(request, [...asked, ...repairRound(first, judged.problems)], schema);
  const repaired = judge(request, second);
  const usage = sum(usageOf(first), usageOf(second));
  if (repaired.ok) {
    return {
      value: repaired.value,
      usage,
      warnings: [...warningsOf(second.warnings), "The model's first answer had to be repaired."],
    };
  }
  throw new HeadwayError(
    "PROVIDER_BAD_ANSWER",
    `The language model did not answer in the requested form, even after a correction: ${repaired.problems.slice(0, 3).join("; ")}.`,
  );
}

type Verdict<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[] };

function judge<T>(request: StructuredRequest<T>, result: LanguageModelV4GenerateResult): Verdict<T> {
  const json = jsonInAnswer(textOf(result));
  if (json === undefined) {
    const cut =
      result.finishReason.unified === "length"
        ? "the answer was cut off before its end"
        : "the answer holds no valid JSON";
    return { ok: false, problems: [cut] };
  }
  const parsed = request.schema.safeParse(json);
  if (!parsed.success) {
    const problems = parsed.error.issues.map(
      (issue) => `${issue.path.map(String).join(".") || "the answer"}: ${issue.message}`,
    );
    return { ok: false, problems: problems.slice(0, SHOWN_PROBLEMS) };
  }
  const found = request.check?.(parsed.data) ?? [];
  return found.length === 0
    ? { ok: true, value: parsed.data }
    : { ok: false, problems: found.slice(0, SHOWN_PROBLEMS) };
}

async function call<T>(
  request: StructuredRequest<T> & { readonly model: LanguageModelV4 },
  prompt: LanguageModelV4Message[],
  schema: object,
): Promise<LanguageModelV4GenerateResult> {
  const limit = AbortSignal.timeout(request.timeoutMs ?? CALL_LIMIT_MS);
  const abortSignal = request.signal === undefined ? limit : AbortSignal.any([request.signal, limit]);
  const name = `${request.model.provider}/${request.model.modelId}`;
  try {
    const result = await request.model.doGenerate({
      prompt,
      abortSignal,
      responseFormat: { type: "json", schema, name: request.name ?? "answer" },
      ...(request.maxOutputTokens === undefined ? {} : { maxOutputTokens: request.maxOutputTokens }),
      // Strict mode refuses optional members, which these schemas have; the answer is validated here anyway.
      providerOptions: { openai: { strictJsonSchema: false } },
    });
    const { inputTokens: tokensIn, outputTokens: tokensOut } = usageOf(result);
    countUse({ name, tokensIn, tokensOut });
    return result;
  } catch (error) {
    countUse({ name });
    if (limit.aborted && request.signal?.aborted !== true) {
      throw new HeadwayError("PROVIDER_TIMEOUT", "The language model took too long.", { cause: error });
    }
    throw toProviderError(error, { provider: "The language model", name, signal: request.signal });
  }
}

function formatAdvice(schema: object): string {
  return `Answer with one JSON value and nothing else: no explanation, no Markdown. It must match this JSON schema:\n${JSON.stringify(schema)}`;
}

function repairRound(result: LanguageModelV4GenerateResult, problems: readonly string[]): LanguageModelV4Message[] {
  const answer = textOf(result).slice(0, SHOWN_ANSWER) || "(empty)";
  const text = `That answer cannot be used:\n${problems.map((problem) => `- ${problem}`).join("\n")}\nAnswer again, in full, with corrected JSON only.`;
  return [
    { role: "assistant", content: [{ type: "text", text: answer }] },
    { role: "user", content: [{ type: "text", text }] },
  ];
}

function textOf(result: LanguageModelV4GenerateResult): string {
  return result.structuredOutputText ?? result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

/** Tokens as the model counted them; 0 where it does not. */
export function usageOf(result: Pick<LanguageModelV4GenerateResult, "usage">): ModelUsage {
  return { inputTokens: result.usage.inputTokens.total ?? 0, outputTokens: result.usage.outputTokens.total ?? 0 };
}

function sum(a: ModelUsage, b: ModelUsage): ModelUsage {
  return { inputTokens: a.inputTokens + b.inputTokens, outputTokens: a.outputTokens + b.outputTokens };
}

/** A server without structured output is no news: the schema stands in the prompt too. */
export function warningsOf(warnings: readonly SharedV4Warning[]): string[] {
  return warnings
    .filter((warning) => !("feature" in warning && /response.?format|structured/i.test(warning.feature)))
    .map((warning) => {
      if ("message" in warning) return warning.message;
      return `The language model does not support ${warning.feature}${warning.details === undefined ? "" : `: ${warning.details}`}.`;
    });
}
