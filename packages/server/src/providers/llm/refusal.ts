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

function refusalIn(body: unknown): string {
  const parsed = refusalSchema.safeParse(body);
  const words = parsed.success ? parsed.data.choices[0]?.message?.refusal : undefined;
  return typeof words === "string" ? wordsOfBody(words) : "";
}
