import type { Json } from "@headway/contract";
import type { JobContext, NewEvent } from "@headway/engine";
import { z } from "zod";

const MOST_SHOWN = 50;
const LONGEST_CHARS = 2_000;
/** In the metadata, where what was said stays. */
const LONGEST_SHOWN_CHARS = 300;

const toldSchema = z.array(
  z.object({ type: z.string(), content: z.string(), sequence: z.number(), timestamp: z.string() }),
);

/** What an editor says while it works: an event for each sentence, and the last of them in `metadata.intermediate_responses` for those who poll. */
export class Telling {
  readonly #ctx: JobContext;
  readonly #nowMs: () => number;
  #told: z.infer<typeof toldSchema>;
  /** Of an earlier run of this job, which says the same again after a crash. */
  readonly #before: string[];

  constructor(ctx: JobContext, nowMs: () => number) {
    this.#ctx = ctx;
    this.#nowMs = nowMs;
    this.#told = toldSchema.safeParse(ctx.job.metadata["intermediate_responses"]).data ?? [];
    this.#before = this.#told.map(({ content }) => content);
  }

  async tell(sentence: string, emit: (event: NewEvent) => Promise<void>): Promise<void> {
    const content = cut(sentence, LONGEST_CHARS);
    this.#show(cut(sentence, LONGEST_SHOWN_CHARS));
    await emit({ type: "document.intermediate", data: { content } });
  }

  #show(content: string): void {
    const again = this.#before.indexOf(content);
    if (again >= 0) {
      this.#before.splice(again, 1);
      return;
    }
    const sequence = (this.#told.at(-1)?.sequence ?? 0) + 1;
    const timestamp = new Date(this.#nowMs()).toISOString();
    this.#told = [...this.#told, { type: "intermediate", content, sequence, timestamp }].slice(-MOST_SHOWN);
    this.#ctx.setMetadata({ intermediate_responses: this.#told.map((one): Json => ({ ...one })) });
  }
}

function cut(sentence: string, chars: number): string {
  return sentence.length <= chars ? sentence : `${sentence.slice(0, chars - 1).toWellFormed()}…`;
}
