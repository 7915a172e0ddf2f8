import { HeadwayError } from "@headway-jobs/contract";
import type { ModelUsage, ToolTurn } from "@headway-jobs/ports/language-model";
import type { Proposal } from "@headway-jobs/ports/editor";
import type { Reading } from "./tools.ts";

export interface PartOutcome {
  readonly proposals: readonly Proposal[];
  /** The model's words to the user; empty when it said nothing. */
  readonly answer: string;
  /** Calls for something that could not be done. */
  readonly unusable: number;
  readonly usage: ModelUsage;
  readonly warnings: readonly string[];
}

interface Added {
  /** The turn brought a change that was not proposed before. */
  readonly hasProgress: boolean;
  readonly hasProblems: boolean;
  /** What was sent back came again and still cannot be used. */
  readonly isStubborn: boolean;
}

/** What the turns about one part have come to so far. */
export class Outcome {
  readonly #proposals = new Map<string, Proposal>();
  readonly #warnings: string[] = [];
  #usage: ModelUsage = { inputTokens: 0, outputTokens: 0 };
  #answer = "";
  #prose = "";
  #unusable = 0;
  #sentBack: readonly string[] = [];
  #isCutOff = false;
  #isRepeating = false;
  #by = "";

  get isAnswered(): boolean {
    return this.#answer !== "";
  }

  /** True while nothing was proposed. */
  get isEmpty(): boolean {
    return this.#proposals.size === 0;
  }

  add(turn: ToolTurn, readings: readonly Reading[]): Added {
    this.#by = turn.by;
    this.#usage = {
      inputTokens: this.#usage.inputTokens + turn.usage.inputTokens,
      outputTokens: this.#usage.outputTokens + turn.usage.outputTokens,
    };
    this.#warnings.push(...turn.warnings);
    let hasProgress = false;
    for (const reading of readings) {
      if (reading.kind === "proposal") hasProgress = this.#propose(reading.proposal) || hasProgress;
      if (reading.kind === "answer") this.#answer = reading.text.trim();
    }
    if (readings.length === 0) this.#addProse(turn.text);
    const problems = readings.flatMap((reading) => (reading.kind === "problem" ? [reading.problem] : []));
    const isStubborn = this.#sentBack.length > 0 && problems.length > 0 && !hasProgress;
    // What was sent back and is not proposed again was given up.
    if (problems.length === 0 && !hasProgress) this.#giveUp();
    this.#sentBack = problems;
    this.#isCutOff = turn.cutOff;
    this.#isRepeating = readings.length > 0 && problems.length === 0;
    return { hasProgress, hasProblems: problems.length > 0, isStubborn };
  }

  /** The model is asked no more, though it has not finished. */
  stop(turns: number): void {
    this.#giveUp();
    if (this.#isCutOff) this.#warnings.push("The model reached its limit of output; it may not have finished.");
    else if (this.#isRepeating)
      this.#warnings.push(`The model was stopped after ${turns} turns; it may not have finished.`);
  }

  #giveUp(): void {
    this.#unusable += this.#sentBack.length;
    this.#warnings.push(
      ...this.#sentBack.map((problem) => `The model proposed something that could not be used: ${problem}`),
    );
    this.#sentBack = [];
  }

  /** A text that was cut off continues in the next turn. */
  #addProse(text: string): void {
    this.#prose = this.#isCutOff ? this.#prose + text : text;
    if (this.#prose.trim() !== "") this.#answer = this.#prose.trim();
  }

  /** A later word on the same chunk replaces the earlier one. */
  #propose(proposal: Proposal): boolean {
    const key =
      proposal.operation === "create"
        ? `create:${proposal.insertAfterChunkId ?? ""}:${proposal.newHtml}`
        : proposal.chunkId;
    const before = this.#proposals.get(key);
    this.#proposals.delete(key);
    this.#proposals.set(key, proposal);
    return before === undefined || contentOf(before) !== contentOf(proposal);
  }

  /** Throws PROVIDER_BAD_ANSWER when the model has used up its output for nothing: that is not the same as to find nothing. */
  result(modelName: string): PartOutcome {
    if (this.isEmpty && this.#answer === "" && this.#isCutOff) {
      const name = this.#by === "" ? modelName : this.#by;
      throw new HeadwayError(
        "PROVIDER_BAD_ANSWER",
        `The language model ${name} reached its limit of output before it proposed or answered anything.`,
        { retryable: false },
      );
    }
    return {
      proposals: [...this.#proposals.values()],
      answer: this.#answer,
      unusable: this.#unusable,
      usage: this.#usage,
      warnings: this.#warnings,
    };
  }
}

function contentOf(proposal: Proposal): string {
  return proposal.operation === "delete" ? "deleted" : proposal.newHtml;
}
