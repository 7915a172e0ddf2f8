import { HeadwayError } from "@headway-jobs/contract";
import type { ModelUsage, ToolModel } from "@headway-jobs/ports/language-model";
import type { EditRequest } from "@headway-jobs/ports/editor";
import { claimsChange, isQuestion } from "./claims.ts";
import { type CombinedProposals, UNASKED } from "./combine-proposals.ts";
import type { PartOutcome } from "./part-outcome.ts";

const SHOWN_EXPLANATIONS = 60;
const UNCHANGED = "Nothing in the document was changed.";
const UNUSABLE =
  "Nothing was changed: what the language model proposed could not be used. Send the message again, or put it in other words.";

export interface WordsToUser {
  readonly text: string;
  readonly usage: ModelUsage;
  readonly warnings: readonly string[];
}

/**
 * The answer to the user: the model's own words about the only part or, for several parts, its words about all of them. Whether anything was changed is
 * stated by what was proposed, not by these words.
 */
export async function wordsToUser(
  model: ToolModel,
  request: EditRequest,
  outcomes: readonly PartOutcome[],
  combined: CombinedProposals,
): Promise<WordsToUser> {
  if (combined.refused) return free(UNASKED);
  const unusable = outcomes.reduce((sum, outcome) => sum + outcome.unusable, 0);
  const said = await wordsOfModel(model, request, outcomes, combined);
  return { ...said, text: trueWords(said.text, { request, changes: combined.proposals.length, unusable }) };
}

interface Done {
  readonly request: EditRequest;
  readonly changes: number;
  readonly unusable: number;
}

function trueWords(said: string, { request, changes, unusable }: Done): string {
  if (changes > 0) {
    const left = `${unusable} of the proposed changes could not be used and ${unusable === 1 ? "is" : "are"} left out.`;
    const words = said === "" ? plainWords(changes) : said;
    return unusable === 0 ? words : `${words}\n\n${left}`;
  }
  if (unusable > 0) return said === "" ? UNUSABLE : `${UNUSABLE}\n\nThe language model said: “${said}”`;
  if (said === "") return plainWords(0);
  const isAnswer = isQuestion(request.message) && !claimsChange(said);
  return isAnswer ? said : `${UNCHANGED} The language model said: “${said}”`;
}

async function wordsOfModel(
  model: ToolModel,
  request: EditRequest,
  outcomes: readonly PartOutcome[],
  combined: CombinedProposals,
): Promise<WordsToUser> {
  const answers = [...new Set(outcomes.map(({ answer }) => answer).filter((answer) => answer !== ""))];
  const [only = ""] = answers;
  if (answers.length < 2) return free(only);
  return request.keep("words", async ({ signal }) => {
    try {
      const turn = await model.take({
        system:
          "You tell the owner of a document in one to three sentences what was done, in the language of their message.",
        messages: [{ role: "user", text: wordsPrompt(request, answers, combined) }],
        tools: [],
        signal,
      });
      return { text: turn.text.trim(), usage: turn.usage, warnings: turn.warnings };
    } catch (error) {
      // The work is done and paid for; a second failure must not undo it.
      if (!(error instanceof HeadwayError) || error.retryable) throw error;
      const warnings = [`The language model did not sum up what it did (${error.message})`];
      return { ...free(answers.join("\n")), warnings };
    }
  });
}

function wordsPrompt({ message }: EditRequest, answers: readonly string[], { proposals }: CombinedProposals): string {
  const changes = proposals
    .slice(0, SHOWN_EXPLANATIONS)
    .map(({ operation, explanation }) => `- ${operation}: ${explanation}`);
  return [
    `Their message:\n${message}`,
    `The document was worked through in parts. What was said about each:\n${answers.map((answer) => `- ${answer}`).join("\n")}`,
    `Proposed changes, ${proposals.length} in all:\n${changes.join("\n")}`,
  ].join("\n\n");
}

function plainWords(changes: number): string {
  if (changes === 0) return "I found nothing to change.";
  return changes === 1 ? "I have one change for you." : `I have ${changes} changes for you.`;
}

function free(text: string): WordsToUser {
  return { text, usage: { inputTokens: 0, outputTokens: 0 }, warnings: [] };
}
