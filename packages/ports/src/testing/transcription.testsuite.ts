import { describe, expect, it } from "vitest";
import type { TranscribedSegment, Transcription } from "../transcription.ts";
import { expectReasonOfAbort, expectSentences, outcomeOf } from "./expected-error.ts";
import { HOSTILE_TEXTS } from "./hostile-texts.ts";

export interface TranscriptionCase {
  readonly transcription: Transcription;
  /** 16 kHz mono; each is an utterance of its own. */
  readonly utterances: readonly { readonly samples: Int16Array; readonly words: readonly string[] }[];
}

const RATE_HZ = 16_000;

/** What holds for every recogniser. `prepare` is called once. */
export function testTranscription(name: string, prepare: () => Promise<TranscriptionCase>): void {
  describe(`${name} as a recogniser`, () => {
    let prepared: Promise<TranscriptionCase> | undefined;
    const theCase = (): Promise<TranscriptionCase> => (prepared ??= prepare());

    it("hears every utterance, also when they come all at once, and gives each its own words", async () => {
      const { transcription, utterances } = await theCase();
      const results = await Promise.all(
        utterances.map(({ samples }) => transcription.transcribe({ samples, urgency: "recording" })),
      );
      for (const [index, { words, samples }] of utterances.entries()) {
        const segments = results[index]?.segments ?? [];
        const text = textOf(segments);
        for (const word of words) expect(text).toContain(word);
        requireOrder(segments, samples.length / RATE_HZ);
      }
    });

    it("takes each urgency", async () => {
      const { transcription, utterances } = await theCase();
      const { samples, words } = utterances[0] ?? { samples: new Int16Array(), words: [] };
      for (const urgency of ["recording", "live", "partial"] as const) {
        const result = await transcription.transcribe({ samples, language: "en", urgency });
        if (urgency === "partial" && result === null) continue;
        expect(textOf(result?.segments ?? [])).toContain(words[0]);
      }
    });

    it("finds nothing where there is nothing", async () => {
      const { transcription } = await theCase();
      for (const samples of [new Int16Array(), new Int16Array(7)]) {
        expect(await transcription.transcribe({ samples, urgency: "live" })).toEqual({ segments: [], warnings: [] });
      }
    });

    it("makes segments in order, or none, of noise of any length", async () => {
      const { transcription } = await theCase();
      for (const length of [100, 1_700, 16_000, 40_001]) {
        const samples = new Int16Array(length).map((_, at) => ((at * 7_919 + at * at * 104_729) % 20_001) - 10_000);
        const heard = await transcription.transcribe({ samples, urgency: "recording" });
        requireOrder(heard?.segments ?? [], length / RATE_HZ);
        expectSentences(heard?.warnings ?? []);
      }
    });

    it("takes or refuses any language code", async () => {
      const { transcription, utterances } = await theCase();
      const { samples } = utterances[0] ?? { samples: new Int16Array() };
      for (const language of HOSTILE_TEXTS)
        await outcomeOf(transcription.transcribe({ samples, language, urgency: "recording" }), [
          "UNSUPPORTED_LANGUAGE",
          "PROVIDER_",
        ]);
    });

    it("does not begin when it has been aborted, and stops when it is", async () => {
      const { transcription, utterances } = await theCase();
      const { samples } = utterances[0] ?? { samples: new Int16Array() };
      await expectReasonOfAbort((signal) => transcription.transcribe({ samples, urgency: "live", signal }));
      const reason = new Error("the user left");
      const stop = new AbortController();
      const running = transcription.transcribe({ samples, urgency: "recording", signal: stop.signal });
      queueMicrotask(() => stop.abort(reason));
      await expect(running).rejects.toBe(reason);
    });

    it("says which languages it understands", async () => {
      const { transcription } = await theCase();
      const languages = await transcription.languages();
      expect(languages === null || languages.includes("en")).toBe(true);
    });
  });
}

export function textOf(segments: readonly TranscribedSegment[]): string {
  return segments
    .map(({ text }) => text)
    .join(" ")
    .toLowerCase();
}

function requireOrder(segments: readonly TranscribedSegment[], lengthS: number): void {
  let fromS = 0;
  for (const { startS, endS, confidence, words } of segments) {
    expect(startS).toBeGreaterThanOrEqual(fromS);
    expect(endS).toBeGreaterThanOrEqual(startS);
    expect(endS).toBeLessThanOrEqual(lengthS + 0.1);
    requireProbability(confidence);
    let wordFromS = startS;
    for (const word of words) {
      expect(word.text).toMatch(/^\S+$/);
      expect(word.startS).toBeGreaterThanOrEqual(wordFromS);
      expect(word.endS).toBeLessThanOrEqual(endS);
      requireProbability(word.confidence);
      wordFromS = word.startS;
    }
    fromS = startS;
  }
}

function requireProbability(value: number | null): void {
  if (value === null) return;
  expect(value).toBeGreaterThanOrEqual(0);
  expect(value).toBeLessThanOrEqual(1);
}
