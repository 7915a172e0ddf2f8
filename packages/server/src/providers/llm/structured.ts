import type { LanguageModelV4, LanguageModelV4GenerateResult, LanguageModelV4Message } from "@ai-sdk/provider";
import { cleanWords, HeadwayError, quoting } from "@headway-jobs/contract";
import { z } from "zod";
import type {
  ModelUsage,
  StructuredAnswer,
  StructuredModel,
  StructuredRequest,
} from "@headway-jobs/ports/language-model";
import { jsonValuesIn, jsonValuesInArguments } from "./answer-json.ts";
import { callModel, nameOf } from "./call-model.ts";
import { fitValue } from "./fit-value.ts";
import { contextFull, isContextFull } from "./context-full.ts";
import { isRefusal, refusalError, refusedBy } from "./refusal.ts";
import { withoutThoughts } from "./thoughts.ts";
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
    const judged = judge(request, result, round);
    if (judged.ok) {
      const by = nameOf(request.model);
      const repaired = round === 0 ? [] : [`The first answer of ${by} had to be repaired.`];
      return { value: judged.value, by, usage, warnings: [...warningsOf(result.warnings), ...repaired] };
    }
    const improves = round === 0 || judged.problems.length < problems.length;
    problems = judged.problems;
    if (round >= MAX_CORRECTIONS || !improves) throw notInForm(request.model, judged);
    correction = correctionRound(result, problems);
  }
}

function notInForm(
  model: LanguageModelV4,
  { problems, words }: { readonly problems: readonly string[]; readonly words: string },
): HeadwayError {
  if (isRefusal(words)) return refusedBy(model, words);
  const name = nameOf(model);
  const what = `The language model ${name} did not answer in the requested form, even after a correction: ${problems.slice(0, 3).join("; ")}.`;
  return new HeadwayError("PROVIDER_BAD_ANSWER", quoting(what, words), {
    // The model has read what is wrong and repeated it. To ask the same again costs as much and rarely helps.
    retryable: false,
    ...(words === "" ? {} : { provider: { name, message: words } }),
  });
}

type Judged<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly problems: readonly string[]; readonly words: string };

/**
 * The value that the answer means. One that fits as it stands comes before one that has to be fixed, and of several the last: models write drafts and
 * examples before their answer, and some repeat the prompt.
 */
function judge<T>(request: Request<T>, result: LanguageModelV4GenerateResult, round: number): Judged<T> {
  const refusal = refusalError(request.model, result);
  if (refusal !== undefined) throw refusal;
  const values = valuesIn(result).toReversed();
  const exact = values.filter((value) => request.schema.safeParse(value).success);
  const isAlone = values.length === 1;
  let best: readonly string[] | undefined;
  for (const value of new Set([...exact, ...values])) {
    if (Array.isArray(value) && !isAlone) continue;
    const fitted = fitValue(request.schema, value);
    const problems = fitted.ok ? (request.check?.(fitted.value, round) ?? []) : fitted.problems;
    if (fitted.ok && problems.length === 0) return fitted;
    best ??= problems;
  }
  const words = values.length === 0 ? wordsOf(result) : "";
  return { ok: false, problems: problemsOf(request, result, best), words };
}

function problemsOf<T>(
  { model }: Request<T>,
  result: LanguageModelV4GenerateResult,
  best: readonly string[] | undefined,
): readonly string[] {
  if (best === undefined && isContextFull(result.finishReason)) throw contextFull(model);
  if (result.finishReason.unified === "length") return ["the answer was cut off before its end"];
  return best ?? [textOf(result).trim() === "" ? "the answer is empty" : "the answer holds no valid JSON"];
}

/** Also of a function that the model called instead of answering. Servers that find no end of the thoughts take all for thoughts (vllm-project/vllm#18819). */
function valuesIn(result: LanguageModelV4GenerateResult): readonly unknown[] {
  const called = result.content.flatMap((part) => (part.type === "tool-call" ? jsonValuesInArguments(part.input) : []));
  const answered = [...jsonValuesIn(textOf(result)), ...called];
  if (answered.length > 0 || wordsOf(result) !== "") return answered;
  return jsonValuesIn(result.content.map((part) => (part.type === "reasoning" ? part.text : "")).join(""));
}

/** What the model said instead, without its thoughts. */
function wordsOf(result: LanguageModelV4GenerateResult): string {
  return cleanWords(withoutThoughts(textOf(result)));
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
