import type { JobEventResource } from "@headway-jobs/contract";
import { toWireJson } from "@headway-jobs/contract";
import { afterEach, describe, expect, it } from "vitest";
import { wavBytes } from "@headway-jobs/listening/testing/synthesise-call";
import { TestServer } from "../video/testing/server.ts";
import { conversationDialect } from "./dialect.ts";
import { orderProblems, type StreamedEvent } from "./testing/event-order.ts";
import { speakerName } from "@headway-jobs/ports/speaker-finder";
import { formOf } from "./testing/conversation-harness.ts";
import { chunksOf, LiveClient } from "./testing/live-client.ts";
import { salesCall } from "@headway-jobs/listening/testing/sales-call";

let server: TestServer;
afterEach(() => server.dispose());

describe("a server that is killed while it analyses a recording", () => {
  it("continues where it was, transcribes no utterance again and publishes none twice", async () => {
    server = await TestServer.start();
    const call = await salesCall();
    const response = await fetch(server.url("/analyze"), {
      method: "POST",
      body: formOf(wavBytes(call.channels)),
      headers: { Prefer: "respond-async" },
    });
    const { job_id: jobId } = (await response.json()) as { job_id: string };
    const seen: JobEventResource[] = [];
    for (const count of [1, 3, 5]) {
      await readUntil(jobId, seen, (events) => transcripts(events).length >= count);
      await server.kill();
      await server.boot();
    }
    await readUntil(jobId, seen, () => false);
    expectWhole(seen, "analysis_0000000000");
    expect(transcripts(seen)).toHaveLength(call.turns.length);
    await expect.poll(() => server.files("scratch")).toEqual([]);
  }, 120_000);
});

describe("a server that is killed in the middle of a live session", () => {
  it.each([
    ["one channel", { stereo: false, bytes: 16_000 }],
    ["a side on each channel", { stereo: true, bytes: 32_000 }],
  ])(
    "knows which chunk is due, and comes to the conversation that it would have come to undisturbed: %s",
    async (_, { stereo, bytes }) => {
      server = await TestServer.start();
      const call = await salesCall({ turns: 5, stereo });
      const chunks = chunksOf(wavBytes(call.channels), bytes);
      const undisturbed = await capture(chunks, []);
      const disturbed = await capture(chunks, [14, 30]);
      expectWhole(disturbed, "live_00000000");
      expect(transcripts(disturbed)).toEqual(transcripts(undisturbed));
      expect(transcripts(disturbed).map(([, speaker]) => speaker)).toEqual([0, 1, 0, 1, 0].map(speakerName));
      await expect.poll(() => server.files("scratch")).toEqual([]);
    },
    180_000,
  );
});

/** Sends all chunks and kills the server after each of the numbers given; the whole log. */
async function capture(chunks: readonly Uint8Array[], kills: readonly number[]): Promise<JobEventResource[]> {
  const client = await LiveClient.start((path) => server.url(path), { filename: "call.wav" });
  const seen: JobEventResource[] = [];
  for (const count of kills) {
    await client.send(chunks, count);
    await readUntil(client.session.job_id, seen, (events) => transcripts(events).length > 0);
    await server.kill();
    await server.boot();
    expect((await client.now()).next_chunk_seq).toBe(count);
  }
  await client.send(chunks);
  await client.control("finalize");
  await readUntil(client.session.job_id, seen, () => false);
  return seen;
}

/** Reads on from the last event seen, until enough was seen or the log has ended. */
async function readUntil(
  jobId: string,
  seen: JobEventResource[],
  isEnough: (events: readonly JobEventResource[]) => boolean,
): Promise<void> {
  if (isEnough(seen)) return;
  for await (const event of server.events(jobId, seen.at(-1)?.seq ?? 0)) {
    seen.push(event);
    if (isEnough(seen)) return;
  }
}

const transcripts = (events: readonly JobEventResource[]) =>
  events.flatMap((event) =>
    event.type === "conversation.final_transcript"
      ? [[event["text"], event["speaker"], event["t_start"], event["t_end"]]]
      : [],
  );

/** Every event once, in the legal order, to a good end. */
function expectWhole(log: readonly JobEventResource[], sessionId: string): void {
  expect(log.map(({ seq }) => seq)).toEqual(log.map((_, index) => index + 1));
  expect(log.at(-1)?.type).toBe("job.completed");
  const job = { jobId: String(log[0]?.job_id), kind: "conversation", sessionId, createdAtMs: 0 } as const;
  const events = log.flatMap(({ seq, type, at: _at, job_id: _job, ...data }): StreamedEvent[] => {
    const { frames } = conversationDialect.frames({ seq, type, atMs: 0, dataJson: toWireJson(data) }, null, job);
    return frames.map((frame) => ({ event: frame.event ?? "", data: JSON.parse(frame.data) as StreamedEvent["data"] }));
  });
  expect(orderProblems(events)).toEqual([]);
}
