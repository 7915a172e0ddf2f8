import type { ModelUsage, ToolCall, ToolMessage, ToolModel } from "@headway-jobs/ports/language-model";
import type { EditRequest, Proposal } from "@headway-jobs/ports/editor";
import type { Labels } from "./labels.ts";
import { partPrompt, type Place, SYSTEM_PROMPT } from "./prompt.ts";
import { cleanHtml } from "./clean-html.ts";
import { InOrder } from "../../../service-kit/in-order.ts";
import { EDITING_TOOLS, type Reading, readCall, type ToolContext } from "./tools.ts";

/** Turns of one part; a model that does not stop calling is stopped there. */
const MAX_TURNS = 24;
const TOLD_CHARS = 60;

export interface PartOutcome {
  readonly proposals: readonly Proposal[];
  /** What the model wants the user to be told; empty when it said nothing. */
  readonly answer: string;
  /** Whether it called for something that could not be done. */
  readonly unusable: boolean;
  readonly usage: ModelUsage;
  readonly warnings: readonly string[];
}

/**
 * One conversation about one part: the model calls until it has answered or calls no more. A call that cannot be used is sent back once with what is wrong;
 * one that still cannot is left out, with a warning.
 */
export async function workPart(
  model: ToolModel,
  request: EditRequest,
  labels: Labels,
  place: Place,
): Promise<PartOutcome> {
  const context: ToolContext = { document: request.document, labels, clean: cleanHtml };
  await request.tell(place.count === 1 ? "Reading the document" : `Reading part ${place.number} of ${place.count}`);
  const messages: ToolMessage[] = [{ role: "user", text: partPrompt(request, labels, place) }];
  const outcome = new Outcome();
  let repairing = false;
  for (let turns = 1; turns <= MAX_TURNS; turns += 1) {
    const sentences = new InOrder<ToolCall>((call) => tellOf(request, readCall(call, context)));
    let calls = 0;
    const turn = await model.take({
      system: SYSTEM_PROMPT,
      messages,
      tools: EDITING_TOOLS,
      signal: request.signal,
      onCall: (call) => {
        if (!sentences.hasFailed) sentences.put(calls++, call);
      },
    });
    await sentences.finished();
    const readings = turn.calls.map((call) => readCall(call, context));
    const problems = readings.filter((reading) => reading.kind === "problem");
    const giveUp = repairing && problems.length > 0;
    outcome.add(turn, readings, giveUp ? problems.map(({ problem }) => problem) : []);
    if (giveUp && problems.length === readings.length) break;
    if (problems.length === 0 && !turn.cutOff && (turn.calls.length === 0 || outcome.answered)) break;
    repairing = problems.length > 0 && !repairing;
    if (turns === MAX_TURNS) outcome.warn(`The model was stopped after ${MAX_TURNS} turns; it may not have finished.`);
    messages.push({ role: "assistant", text: turn.text, calls: turn.calls }, ...replies(turn.calls, readings));
  }
  return outcome.result();
}

class Outcome {
  readonly #proposals = new Map<string, Proposal>();
  readonly #warnings: string[] = [];
  #usage: ModelUsage = { inputTokens: 0, outputTokens: 0 };
  #answer = "";
  #unusable = false;

  get answered(): boolean {
    return this.#answer !== "";
  }

  add(
    turn: { readonly text: string; readonly usage: ModelUsage; readonly warnings: readonly string[] },
    readings: readonly Reading[],
    unusable: readonly string[],
  ): void {
    this.#usage = {
      inputTokens: this.#usage.inputTokens + turn.usage.inputTokens,
      outputTokens: this.#usage.outputTokens + turn.usage.outputTokens,
    };
    for (const reading of readings) {
      if (reading.kind === "proposal") this.#propose(reading.proposal);
      if (reading.kind === "answer") this.#answer = reading.text.trim();
    }
    if (readings.length === 0 && turn.text.trim() !== "") this.#answer = turn.text.trim();
    this.#warnings.push(...turn.warnings);
    this.#unusable ||= unusable.length > 0;
    this.#warnings.push(
      ...unusable.map((problem) => `The model proposed something that could not be used: ${problem}`),
    );
  }

  warn(warning: string): void {
    this.#warnings.push(warning);
  }

  /** A later word on the same chunk replaces the earlier one. */
  #propose(proposal: Proposal): void {
    const key =
      proposal.operation === "create"
        ? `create:${proposal.insertAfterChunkId ?? ""}:${proposal.newHtml}`
        : proposal.chunkId;
    this.#proposals.delete(key);
    this.#proposals.set(key, proposal);
  }

  result(): PartOutcome {
    return {
      proposals: [...this.#proposals.values()],
      answer: this.#answer,
      unusable: this.#unusable,
      usage: this.#usage,
      warnings: this.#warnings,
    };
  }
}

async function tellOf({ document, tell }: EditRequest, reading: Reading): Promise<void> {
  if (reading.kind !== "proposal") return;
  const { proposal } = reading;
  const place = proposal.operation === "create" ? proposal.insertAfterChunkId : proposal.chunkId;
  const text = place === null ? "" : (document.find(place)?.text ?? "");
  const shown = text.length <= TOLD_CHARS ? text : `${text.slice(0, TOLD_CHARS).trimEnd()}…`;
  switch (proposal.operation) {
    case "edit":
      return tell(`Rewriting “${shown}”`);
    case "delete":
      return tell(`Removing “${shown}”`);
    case "create":
      return tell(shown === "" ? "Adding to the document’s beginning" : `Adding after “${shown}”`);
  }
}

function replies(calls: readonly ToolCall[], readings: readonly Reading[]): readonly ToolMessage[] {
  if (calls.length === 0) return [{ role: "user", text: "You were cut off. Continue where you stopped." }];
  const results = calls.map(({ callId, name }, index) => {
    const reading = readings[index];
    return { callId, name, text: reading?.kind === "problem" ? `Not accepted: ${reading.problem}` : "Noted." };
  });
  return [{ role: "tool", results }];
}
