import type { LanguageModelV4, LanguageModelV4GenerateResult } from "@ai-sdk/provider";
import { HeadwayError, quoting } from "@headway-jobs/contract";
import { z } from "zod";
import { wordsOfBody } from "../words-of-body.ts";
import { nameOf } from "./call-model.ts";

/** `choices[].message.refusal` of OpenAI's chat API, which the AI SDK drops. */
const refusalSchema = z.looseObject({
  choices: z.array(z.looseObject({ message: z.looseObject({ refusal: z.string().nullish() }).nullish() })).min(1),
});

/**
 * PROVIDER_REFUSED for an answer that is the vendor's content filter or the model's own refusal, with its words; undefined for any other answer. An answer
 * that holds something usable beside the reason of a filter is refused too: what the filter took out of it is not known.
 */
export function refusalError(
  model: LanguageModelV4,
  result: Pick<LanguageModelV4GenerateResult, "finishReason" | "response">,
): HeadwayError | undefined {
  const words = refusalIn(result.response?.body);
  if (words === "" && result.finishReason.unified !== "content-filter") return undefined;
  return refusedBy(model, words);
}

/** The error of a model that refuses; `words` are its own, empty when it gave none. */
export function refusedBy(model: LanguageModelV4, words: string): HeadwayError {
  const name = nameOf(model);
  return new HeadwayError("PROVIDER_REFUSED", quoting(`The language model ${name} refused to answer.`, words), {
    provider: { name, message: words },
  });
}

/** True for words by which models decline in plain text, in the larger languages; only for an answer that holds nothing else. */
export function isRefusal(words: string): boolean {
  return DECLINES.some((pattern) => pattern.test(words));
}

const DECLINES: readonly RegExp[] = [
  /^(?:i['’]?m |i am )?(?:very |really |so )?sorry\b.{0,80}\b(?:can['’]?t|cannot|can not|unable|won['’]?t|not able)\b/i,
  /^(?:unfortunately,? )?i (?:can['’]?t|cannot|can not|am unable to|['’]?m unable to|won['’]?t|must decline)\b/i,
  /^(?:es tut mir leid|tut mir leid|leider).{0,60}(?:nicht|kein)/iu,
  /^(?:je suis désolée?|désolée?|lo siento|mi dispiace|desculpe|lamento).{0,60}(?:ne |pas|no |non |não )/iu,
  /^(?:很?抱歉|对不起|申し訳|죄송)/u,
];

function refusalIn(body: unknown): string {
  const parsed = refusalSchema.safeParse(body);
  const words = parsed.success ? parsed.data.choices[0]?.message?.refusal : undefined;
  return typeof words === "string" ? wordsOfBody(words) : "";
}
