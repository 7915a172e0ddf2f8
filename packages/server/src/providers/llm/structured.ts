import type { LanguageModelV4, LanguageModelV4GenerateResult, LanguageModelV4Message } from "@ai-sdk/provider";
import { HeadwayError } from "@headway-jobs/contract";
import { z } from "zod";
import type {
  ModelUsage,
  StructuredAnswer,
  StructuredModel,
  StructuredRequest,
} from "@headway-jobs/ports/language-model";
import { jsonValuesIn, jsonValuesInArguments } from "./answer-json.ts";
import { callModel, nameOf } from "./call-model.ts";
import { type Fitted, fitValue } from "./fit-value.ts";
import { contextFull, isContextFull } from "./context-full.ts";
import { refusalError } from "./refusal.ts";
import { usageOf, warningsOf } from "./usage.ts";

const SHOWN_PROBLEMS = 12;
/** What of a bad answer goes back to the model: enough to see its form, not enough to fill its context. */
const SHOWN_ANSWER_CHARS = 6_000;
/** A further correction is asked for only while corrections reduce the number of problems. */
const MAX_CORRECTIONS = 3;

/** The port that services take, over any AI SDK language model. */
export function structuredModel(model: LanguageModelV4): StructuredModel {
  return {
    name: nameOf(model),
    generate: (request) => generateStructured({ ...request, model }),
  };
}

type Request<T> = StructuredRequest<T> & { readonly model: LanguageModelV4 };

/**
 * Asks for JSON of the schema's shape. The schema is sent as `response_format` where the server takes it, and stands in the prompt as well, for servers
 * that ignore it. The answer is read tolerantly (jsonValuesIn, fitValue). One that still does not fit or does not pass `check` is sent back with what
 * was wrong, once, and again only while the number of problems falls.
 */
export async function generateStructured<T>(request: Request<T>): Promise<StructuredAnswer<T>> {
  const schema = z.toJSONSchema(request.schema, { target: "draft-7", io: "input", unrepresentable: "any" });
  const asked: LanguageModelV4Message[] = [
    { role: "system", content: `${request.system}\n\n${formatAdvice(schema)}` },
    { role: "user", content: [{ type: "text", text: request.prompt }] },
  ];
  let usage: ModelUsage = { inputTokens: 0, outputTokens: 0 };
  let problems: readonly string[] = [];
  let correction: LanguageModelV4Message[] = [];
  for (let round = 0; ; round += 1) {
    const result = await callModel(request, [...asked, ...correction], schema);
    usage = sum(usage, usageOf(result));
    const judged = judge(request, result);
    if (judged.ok) {
      const by = nameOf(request.model);
      const repaired = round === 0 ? [] : [`The first answer of ${by} had to be repaired.`];
      return { value: judged.value, by, usage, warnings: [...warningsOf(result.warnings), ...repaired] };
    }
    const improves = round === 0 || judged.problems.length < problems.length;
    problems = judged.problems;
    if (round >= MAX_CORRECTIONS || !improves) throw notInForm(request.model, problems);
    correction = correctionRound(result, problems);
  }
}

function notInForm(model: LanguageModelV4, problems: readonly string[]): HeadwayError {
  return new HeadwayError(
    "PROVIDER_BAD_ANSWER",
    `The language model ${nameOf(model)} did not answer in the requested form, even after a correction: ${problems.slice(0, 3).join("; ")}.`,
    // The model was told what is wrong and repeated it. To ask the same again costs as much and rarely helps.
    { retryable: false },
  );
}

function judge<T>(request: Request<T>, result: LanguageModelV4GenerateResult): Fitted<T> {
  const refusal = refusalError(request.model, result);
  if (refusal !== undefined) throw refusal;
  let best: readonly string[] | undefined;
  for (const value of valuesIn(result)) {
    const fitted = fitValue(request.schema, value);
    const problems = fitted.ok ? (request.check?.(fitted.value) ?? []) : fitted.problems;
    if (fitted.ok && problems.length === 0) return fitted;
    best ??= problems;
  }
  if (best === undefined && isContextFull(result.finishReason)) throw contextFull(request.model);
  const isCut = result.finishReason.unified === "length";
  const none = isCut ? "the answer was cut off before its end" : "the answer holds no valid JSON";
  return { ok: false, problems: best ?? [none] };
}

/** Also of a function that the model called instead of answering. */
function valuesIn(result: LanguageModelV4GenerateResult): readonly unknown[] {
  const called = result.content.flatMap((part) => (part.type === "tool-call" ? jsonValuesInArguments(part.input) : []));
  return [...jsonValuesIn(textOf(result)), ...called];
}

function formatAdvice(schema: object): string {
  return `Answer with one JSON value and nothing else: no explanation, no Markdown. It must match this JSON schema:\n${JSON.stringify(schema)}`;
}

function correctionRound(result: LanguageModelV4GenerateResult, problems: readonly string[]): LanguageModelV4Message[] {
  const answer = textOf(result).slice(0, SHOWN_ANSWER_CHARS) || "(empty)";
  const shown = problems.slice(0, SHOWN_PROBLEMS).map((problem) => `- ${problem}`);
  const text = `That answer cannot be used:\n${shown.join("\n")}\nAnswer again, in full, with corrected JSON only.`;
  return [
    { role: "assistant", content: [{ type: "text", text: answer }] },
    { role: "user", content: [{ type: "text", text }] },
  ];
}

function textOf(result: LanguageModelV4GenerateResult): string {
  return result.structuredOutputText ?? result.content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

function sum(a: ModelUsage, b: ModelUsage): ModelUsage {
  return { inputTokens: a.inputTokens + b.inputTokens, outputTokens: a.outputTokens + b.outputTokens };
}
