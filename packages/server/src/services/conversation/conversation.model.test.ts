import { conversationResultSchema } from "@headway-jobs/contract";
import { afterAll, describe, expect, it } from "vitest";
import { readSse } from "../../http/testing/sse-reader.ts";
import { createAnalysis } from "@headway-jobs/conversation-analysis/create-analysis";
import { transcript } from "@headway-jobs/conversation-analysis/testing/transcript";
import { testConversationReader } from "@headway-jobs/ports/testing/conversation-reader";
import type { ConversationReader } from "@headway-jobs/ports/conversation-reader";
import { orderProblems } from "./testing/event-order.ts";
import { ConversationHarness, failures, formOf } from "./testing/conversation-harness.ts";
import { chunksOf, LiveClient } from "./testing/live-client.ts";
import { tonePcm, toneTranscription, toneWav } from "./testing/tones.ts";

const SCRIPT = ["Good morning.", "Hello.", "How are you?", "Fine.", "And you?", "Very well.", "Goodbye."];
const ANGRY = { joy: 0, sadness: 0, anger: 1, fear: 0, surprise: 0, disgust: 0, neutral: 0 };

afterAll(() => expect(failures).toEqual([]));

/** A model that finds everybody angry, sees an objection in "Fine.", and says in one sentence what it was all about. */
function grumpyReader(windows: number[]): ConversationReader {
  return {
    name: "stub/grumpy",
    windowSize: 20,
    async readWindow({ utterances, embedded, signal }) {
      signal?.throwIfAborted();
      windows.push(utterances.length);
      const analyses = embedded.map((analysis, at) => {
        const { utteranceId, speaker, text } = utterances[at] ?? { utteranceId: "", speaker: "", text: "" };
        const moment = {
          momentId: `moment_${utteranceId}`,
          category: "objection" as const,
          speaker,
          startMs: 0,
          endMs: 1,
          utteranceIds: [utteranceId],
          summary: "Fine means no.",
          labels: [],
          evidence: [{ utteranceId, text }],
          confidence: 0.6,
        };
        const moments = text === "Fine." ? [moment] : [];
        return { ...analysis, emotion: { ...analysis.emotion, distribution: ANGRY }, moments };
      });
      return { analyses, warnings: ["The model was grumpy."], by: ["stub/grumpy"] };
    },
    async conclude({ conclusion, signal }) {
      signal?.throwIfAborted();
      const summary = { ...conclusion.summary, overview: "Nobody was happy." };
      return { conclusion: { ...conclusion, summary }, warnings: [] };
    },
  };
}

const doubles = (windows: number[]) => ({
  transcription: toneTranscription(SCRIPT),
  readAlong: async () => grumpyReader(windows),
});

describe("a conversation read along by a language model", () => {
  it("is told with the model's readings, window by window, the first one soon", async () => {
    const windows: number[] = [];
    const harness = await ConversationHarness.open(doubles(windows));
    const response = await fetch(`${harness.url}/analyze`, {
      method: "POST",
      body: formOf(toneWav([0, 1, 2, 3, 4, 5, 6])),
    });
    const result = conversationResultSchema.parse(await response.json());
    expect(windows).toEqual([4, 3]);
    expect(result.timeline.map(({ emotion }) => emotion.label)).toEqual(Array<string>(7).fill("anger"));
    expect(result.summary.overview).toBe("Nobody was happy.");
    expect((await harness.job(result.job_id)).metadata["warnings"]).toEqual([
      { code: "ANALYSIS", message: "The model was grumpy." },
    ]);
    const events = await harness.streamed(result.job_id);
    expect(orderProblems(events)).toEqual([]);
    expect(events.find(({ event }) => event === "moment")?.data).toMatchObject({ summary: "Fine means no." });
  });

  it("is told live at once, and settled by the model before the summary", async () => {
    const harness = await ConversationHarness.open(doubles([]));
    const client = await LiveClient.start((path) => harness.url + path, {});
    const reader = await readSse(harness.url + client.session.events_endpoint);
    await client.send(chunksOf(tonePcm([0, 1, 2, 3]), 8_000));
    await client.control("finalize");
    await reader.ended();
    const events = reader.messages.map(({ event = "", data }) => ({
      event,
      data: JSON.parse(data) as Record<string, unknown>,
    }));
    expect(orderProblems(events)).toEqual([]);
    const emotions = events.flatMap(({ event, data }) => (event === "emotion" ? [data] : []));
    expect(emotions.map(({ stability }) => stability)).toEqual([
      ...Array<string>(4).fill("provisional"),
      ...Array<string>(4).fill("final"),
    ]);
    expect(emotions.at(-1)).toMatchObject({ emotion: { anger: 1 } });
    expect(events.filter(({ event }) => event === "moment")).toHaveLength(1);
    const result = conversationResultSchema.parse((await harness.ended(client.session.session_id)).result);
    expect(result.moments).toHaveLength(1);
    expect(result.timeline.every(({ emotion }) => emotion.label === "anger")).toBe(true);
  });
});

testConversationReader("the double that is grumpy", async () => ({
  reader: grumpyReader([]),
  utterances: transcript([
    ["Speaker_0", "How are you?"],
    ["Speaker_1", "Fine."],
  ]),
  analysis: createAnalysis({ conversationId: "c" }),
}));
