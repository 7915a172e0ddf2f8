import { HeadwayError } from "@headway-jobs/contract";
import type { StructuredModel, StructuredRequest } from "../language-model.ts";

/** Answers of one call at most: the first one and its repair. */
const MOST_ANSWERS = 2;

/** A language model without a network: each call gets the given values, the second one when the first one cannot be used. */
export function scriptedModel(...answers: readonly unknown[]): { model: StructuredModel; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    model: {
      name: "stub/stub",
      async generate<T>({ schema, check, system, prompt, signal }: StructuredRequest<T>) {
        signal?.throwIfAborted();
        asked.push(`${system}\n${prompt}`);
        const problems: string[] = [];
        for (const [round, answer] of answers.slice(0, MOST_ANSWERS).entries()) {
          const parsed = schema.safeParse(answer);
          const found = parsed.success
            ? (check?.(parsed.data, round) ?? [])
            : parsed.error.issues.map((issue) => issue.message);
          if (parsed.success && found.length === 0)
            return { value: parsed.data, by: "stub/stub", usage: { inputTokens: 1, outputTokens: 1 }, warnings: [] };
          problems.push(...found);
        }
        throw new HeadwayError("PROVIDER_BAD_ANSWER", problems.join("; "));
      },
    },
  };
}
