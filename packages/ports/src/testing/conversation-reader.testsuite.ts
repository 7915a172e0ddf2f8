import { describe, expect, it } from "vitest";
import type { ConversationAnalysis } from "../conversation-analysis.ts";
import type { ConversationReader } from "../conversation-reader.ts";
import type { Utterance } from "../utterance.ts";
import { expectReasonOfAbort, expectSentences } from "./expected-error.ts";

export interface ConversationReaderCase extends Partial<AsyncDisposable> {
  readonly reader: ConversationReader;
  /** Some utterances, and the embedded analysis that they are read along with. */
  readonly utterances: readonly Utterance[];
  readonly analysis: ConversationAnalysis;
}

/** What holds for every reader along: one whose model answers well, badly or not at all. */
export function testConversationReader(name: string, prepare: () => Promise<ConversationReaderCase>): void {
  describe(`${name} as a reader along`, () => {
    it("has a name, and windows of a size", async () => {
      const { reader, ...theCase } = await prepare();
      expect(reader.name).toMatch(/^\S+\/\S+$/);
      expect(reader.windowSize).toBeGreaterThan(0);
      await theCase[Symbol.asyncDispose]?.();
    });

    it("reads as many utterances as a window has, and none in an empty one", async () => {
      const { reader, utterances, analysis, ...theCase } = await prepare();
      const embedded = utterances.map((utterance) => analysis.add(utterance));
      const reading = await reader.readWindow({ utterances, embedded });
      expect(reading.analyses).toHaveLength(utterances.length);
      expectSentences(reading.warnings);
      expect((await reader.readWindow({ utterances: [], embedded: [] })).analyses).toEqual([]);
      await theCase[Symbol.asyncDispose]?.();
    });

    it("concludes with all that a conclusion has", async () => {
      const { reader, utterances, analysis, ...theCase } = await prepare();
      for (const utterance of utterances) analysis.add(utterance);
      const embedded = analysis.conclude();
      const { conclusion, warnings } = await reader.conclude({ conclusion: embedded, utterances });
      expect(Object.keys(conclusion)).toEqual(Object.keys(embedded));
      expect(conclusion.summary.overview).toMatch(/\S/);
      expectSentences(warnings);
      await theCase[Symbol.asyncDispose]?.();
    });

    it("does not begin when it has been aborted", async () => {
      const { reader, utterances, analysis, ...theCase } = await prepare();
      const embedded = utterances.map((utterance) => analysis.add(utterance));
      await expectReasonOfAbort((signal) => reader.readWindow({ utterances, embedded, signal }));
      const conclusion = analysis.conclude();
      await expectReasonOfAbort((signal) => reader.conclude({ conclusion, utterances, signal }));
      await theCase[Symbol.asyncDispose]?.();
    });
  });
}
