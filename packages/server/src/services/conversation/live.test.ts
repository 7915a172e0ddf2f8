import {
  conversationEventSchemas,
  type ConversationEventName,
  conversationResultSchema,
  liveSessionSchema,
} from "@headway-jobs/contract";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import type { SseReader } from "../../http/testing/sse-reader.ts";
import { orderProblems } from "./testing/event-order.ts";
import { ConversationHarness, failures } from "./testing/conversation-harness.ts";
import { json, Session } from "./testing/live-session.ts";
import { tonePcm, toneTranscription } from "./testing/tones.ts";

const SCRIPT = [
  "Hello and thank you for calling.",
  "Hi, I would like to know more about your plan.",
  "Would you like to sign up today?",
  "Honestly that is too expensive for us.",
  "I understand, we could offer you a discount.",
  "Great, that sounds wonderful!",
  "",
];
const lines = [0, 1, 2, 3, 4, 5];

afterAll(() => expect(failures).toEqual([]));

const shown = (reader: Pick<SseReader, "messages">) =>
  reader.messages.map(({ event = "", data }) => ({ event, data: JSON.parse(data) as Record<string, unknown> }));

describe("a live session", () => {
  it("starts with all that a client needs to know", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const response = await fetch(`${harness.url}/analyze/live/start`, json({ filename: "call.webm", ttl_seconds: 60 }));
    const session = liveSessionSchema.strict().parse(await response.json());
    expect(session.session_id).toMatch(/^live_[0-9a-f]{8}$/);
    expect(session.conversation_id).toMatch(/^liveconv_[0-9a-f]{8}$/);
    expect(session).toMatchObject({
      chunk_endpoint: `/analyze/live/${session.session_id}/chunk`,
      events_endpoint: `/analyze/live/${session.session_id}/events`,
      control_endpoint: `/analyze/live/${session.session_id}/control`,
      next_chunk_seq: 0,
      status: "waiting_media",
    });
    expect(Date.parse(session.expires_at) - Date.now()).toBeGreaterThan(50_000);
    expect(response.headers.get("location")).toBe(`/v1/jobs/${session.job_id}`);
    for (const id of [session.session_id, session.conversation_id])
      expect((await harness.job(id)).jobId).toBe(session.job_id);
  });

  it("tells what is heard while it is sent, settles what was provisional, and concludes when finalized", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const session = await Session.start(harness);
    const reader = await session.events();
    const sound = tonePcm(lines);
    await session.send(sound.subarray(0, 40_000));
    await reader.until(({ messages }) => messages.filter(({ event }) => event === "cognitive").length === 4);
    expect(await session.now()).toMatchObject({ status: "processing" });
    await session.send(sound.subarray(40_000));
    expect((await session.control("finalize")).body).toMatchObject({
      detail: expect.stringMatching(/No more chunks/) as string,
    });
    await reader.ended();
    const events = shown(reader);
    expect(orderProblems(events)).toEqual([]);
    for (const { event, data } of events) conversationEventSchemas[event as ConversationEventName].strict().parse(data);
    expect(events[0]).toMatchObject({ event: "status", data: { phase: "waiting_media" } });
    expect(events.flatMap(({ event, data }) => (event === "final_transcript" ? [data["text"]] : []))).toEqual(
      SCRIPT.slice(0, 6),
    );
    const stabilities = events.flatMap(({ event, data }) => (event === "emotion" ? [data["stability"]] : []));
    expect(stabilities).toEqual([...Array<string>(6).fill("provisional"), ...Array<string>(6).fill("final")]);
    const result = conversationResultSchema.strict().parse((await session.ended()).result);
    expect(result.upload_path).toBe(`${result.conversation_id}.bin`);
    const capture = await (
      await fetch(`${harness.url}/v1/jobs/${result.conversation_id}/artifacts/${result.upload_path}`)
    ).arrayBuffer();
    expect(Buffer.from(capture).equals(sound)).toBe(true);
    expect(await session.now()).toMatchObject({ status: "completed" });
  });

  it("shows the words of an open utterance, and says when they are final", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const session = await Session.start(harness);
    const reader = await session.events();
    const sound = tonePcm([1]);
    // In the middle of the tone, then all of it.
    await session.chunk(0, sound.subarray(0, 3_200 + 4_000));
    await reader.until(({ messages }) => messages.some(({ event }) => event === "partial_transcript"));
    await session.chunk(1, sound.subarray(7_200));
    await session.control("finalize");
    await reader.ended();
    const events = shown(reader);
    expect(orderProblems(events)).toEqual([]);
    const partials = events.flatMap(({ event, data }) =>
      event === "partial_transcript" ? [[data["text"], data["is_final"]]] : [],
    );
    expect(partials).toEqual([
      [SCRIPT[1], false],
      [SCRIPT[1], true],
    ]);
  });

  it("says that shown words are final though the server stopped in between", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const session = await Session.start(harness);
    const reader = await session.events();
    const sound = tonePcm([1, 2]);
    // To the end of the tone, which ends for the ear with the silence after it.
    await session.chunk(0, sound.subarray(0, 3_200 + 6_400));
    await reader.until(({ messages }) => messages.some(({ event }) => event === "partial_transcript"));
    // Later, so that what was said before is not read once more as what is spoken now.
    const later = await harness.reopen({
      transcription: toneTranscription(SCRIPT),
      nowMs: () => Date.now() + 60_000,
    });
    const resumed = new Session(later, session.id);
    await resumed.chunk(1, sound.subarray(9_600));
    await resumed.control("finalize");
    await resumed.ended();
    const events = await later.streamed(session.id);
    expect(orderProblems(events)).toEqual([]);
    const partials = events.flatMap(({ event, data }) =>
      event === "partial_transcript" && String(data["partial_id"]).endsWith("_0000")
        ? [[data["text"], data["is_final"]]]
        : [],
    );
    expect(partials[0]).toEqual([SCRIPT[1], false]);
    expect(partials.filter(([, isFinal]) => isFinal)).toEqual([[SCRIPT[1], true]]);
    expect(partials.at(-1)).toEqual([SCRIPT[1], true]);
  });

  it("comes to the same conversation however the sound is cut into chunks", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const sound = tonePcm([0, 6, 1, 2]);
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 900, max: 40_000 }), async (size) => {
        const session = await Session.start(harness);
        await session.send(sound, size);
        await session.control("finalize");
        const events = await harness.streamed((await session.ended()).jobId);
        expect(orderProblems(events)).toEqual([]);
        const said = events.flatMap(({ event, data }) =>
          event === "final_transcript" ? [[data["text"], data["t_start"], data["speaker"]]] : [],
        );
        expect(said).toEqual([
          [SCRIPT[0], 0.1, "Speaker_0"],
          [SCRIPT[1], 0.7, "Speaker_1"],
          [SCRIPT[2], 1, "Speaker_0"],
        ]);
      }),
      { numRuns: 8 },
    );
  }, 30_000);

  it("takes chunks while an utterance is still being recognised, and tells it before later ones", async () => {
    const gate = Promise.withResolvers<void>();
    const harness = await ConversationHarness.open({
      transcription: toneTranscription(SCRIPT, async (line, { urgency }) =>
        line === 0 && urgency === "live" ? gate.promise : undefined,
      ),
    });
    const session = await Session.start(harness);
    await session.send(tonePcm([0, 1, 2]));
    await session.control("finalize");
    expect((await session.now()).status).toBe("finalizing");
    gate.resolve();
    const { jobId } = await session.ended();
    const events = await harness.streamed(jobId);
    expect(events.flatMap(({ event, data }) => (event === "final_transcript" ? [data["text"]] : []))).toEqual(
      SCRIPT.slice(0, 3),
    );
  });
});

describe("what a live session refuses", () => {
  it("takes each chunk in its turn, and the last one again", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const session = await Session.start(harness);
    const [first, second] = [Buffer.alloc(100, 1), Buffer.alloc(100, 2)];
    const answers = [];
    for (const [seq, bytes] of [
      [1, first],
      [0, first],
      [0, first],
      [0, second],
      [1, second],
      [0, first],
      [3, first],
    ] as const) {
      const { status, body } = await session.chunk(seq, bytes);
      answers.push([status, body["next_chunk_seq"]]);
    }
    expect(answers).toEqual([
      [409, 0],
      [200, 1],
      [200, 1],
      [409, 1],
      [200, 2],
      [409, 2],
      [409, 2],
    ]);
    expect((await session.now()).next_chunk_seq).toBe(2);
  });

  it("says which chunk is due when another is sent, however far ahead it is and after the end too", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const session = await Session.start(harness);
    expect(await session.chunk(99_999_999_999, Buffer.alloc(10))).toMatchObject({
      status: 409,
      body: { next_chunk_seq: 0 },
    });
    await session.chunk(0, tonePcm([0]));
    await session.control("cancel");
    expect(await session.chunk(1, Buffer.alloc(10))).toMatchObject({
      status: 409,
      body: { code: "JOB_ENDED", next_chunk_seq: 1 },
    });
  });

  it("tells apart two who send the same number at once", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const session = await Session.start(harness);
    const answers = await Promise.all([1, 2, 3, 4].map((fill) => session.chunk(0, Buffer.alloc(100, fill))));
    expect(answers.map(({ status }) => status).toSorted((a, b) => a - b)).toEqual([200, 409, 409, 409]);
  });

  it.each([
    ["no number", "", Buffer.alloc(10), 422, "INVALID_INPUT"],
    ["a number below zero", "-1", Buffer.alloc(10), 422, "INVALID_INPUT"],
    ["no bytes", "0", Buffer.alloc(0), 422, "INVALID_INPUT"],
    ["more than a megabyte", "0", Buffer.alloc(2 ** 20 + 1), 413, "FILE_TOO_LARGE"],
  ])("refuses a chunk with %s", async (_, seq, bytes, status, code) => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const session = await Session.start(harness);
    expect(await session.chunk(seq, bytes)).toMatchObject({ status, body: { code } });
  });

  it("takes nothing after finalize but finalize itself", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const session = await Session.start(harness);
    await session.send(tonePcm([0]));
    const { next_chunk_seq: next } = await session.now();
    expect((await session.control("finalize")).status).toBe(200);
    expect((await session.chunk(next, Buffer.alloc(10))).status).toBe(409);
    expect((await session.control("finalize")).status).toBe(200);
    expect((await session.control("keepalive")).status).toBe(409);
    await session.ended();
    expect((await session.chunk(next, Buffer.alloc(10))).status).toBe(409);
    expect((await session.control("keepalive")).status).toBe(409);
    expect((await session.control("finalize")).status).toBe(200);
    expect((await session.control("cancel")).status).toBe(409);
  });

  it.each([
    ["a session that is unknown", "live_00000000", 404],
    ["a name that is none", "..%2f", 404],
  ])("knows nothing of %s", async (_, id, status) => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const session = new Session(harness, id);
    expect((await session.chunk(0, Buffer.alloc(10))).status).toBe(status);
    expect((await session.control("keepalive")).status).toBe(status);
    const [message] = await (await session.events()).ended();
    expect(message).toMatchObject({ event: "error" });
  });

  it.each([
    ["ttl_seconds", { ttl_seconds: 59 }],
    ["ttl_seconds", { ttl_seconds: 3_601 }],
    ["suffix", { suffix: "../etc" }],
  ])("refuses a start with a wrong %s", async (field, options) => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const response = await fetch(`${harness.url}/analyze/live/start`, json(options));
    expect([response.status, await response.text()]).toEqual([422, expect.stringContaining(field)]);
  });

  it("keeps a session alive by chunks and keepalives, and ends it with STREAM_FAILURE when nothing comes", async () => {
    const start = Date.now();
    let passedMs = 0;
    const harness = await ConversationHarness.open({
      transcription: toneTranscription(SCRIPT),
      nowMs: () => start + passedMs,
    });
    const session = await Session.start(harness, { ttl_seconds: 60 });
    passedMs = 50_000;
    const { expires_at: expiresAt } = (await session.control("keepalive")).body;
    expect(Date.parse(String(expiresAt))).toBe(start + 110_000);
    passedMs = 100_000;
    await session.chunk(0, tonePcm([0]));
    expect(Date.parse((await session.now()).expires_at)).toBe(start + 160_000);
    passedMs = 161_000;
    expect((await session.chunk(1, tonePcm([1]))).status).toBe(409);
    expect((await session.control("keepalive")).status).toBe(409);
  });

  it("ends a session to which nothing comes", async () => {
    const start = Date.now();
    let calls = 0;
    // By the clock nearly a minute has passed.
    const nowMs = () => start + 59_900 * (calls += 1);
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT), nowMs });
    const session = await Session.start(harness, { ttl_seconds: 60 });
    expect((await session.ended()).error).toMatchObject({
      code: "STREAM_FAILURE",
      message: expect.stringMatching(/expired/) as string,
    });
  });

  it("says STREAM_FAILURE to the reader of a cancelled session", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const session = await Session.start(harness);
    const reader = await session.events();
    await session.send(tonePcm([0]));
    expect((await session.control("cancel", "changed my mind")).body).toMatchObject({ status: "cancelled" });
    await reader.ended();
    expect(shown(reader).at(-1)).toMatchObject({ event: "error", data: { code: "STREAM_FAILURE" } });
  });

  it.each([
    ["nothing was sent", Buffer.alloc(0), "NO_UTTERANCES"],
    ["silence was sent", tonePcm([]), "NO_UTTERANCES"],
    ["nothing could be understood", tonePcm([6]), "NO_UTTERANCES"],
  ])("says what is wrong when %s", async (_, sound, code) => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const session = await Session.start(harness);
    await session.send(sound);
    await session.control("finalize");
    expect((await session.ended()).error).toMatchObject({ code });
  });

  it("says LIVE_ASR_FAILURE when the recogniser fails", async () => {
    const harness = await ConversationHarness.open({
      transcription: toneTranscription(SCRIPT, () => Promise.reject(new Error("broken"))),
    });
    const session = await Session.start(harness);
    const reader = await session.events();
    await session.chunk(0, tonePcm([0]));
    await reader.ended();
    expect(shown(reader).at(-1)).toMatchObject({ event: "error", data: { code: "LIVE_ASR_FAILURE" } });
    expect((await session.chunk(1, tonePcm([0]))).status).toBe(409);
  });

  it("gives its stream to one reader, and to the same one again", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const session = await Session.start(harness);
    const reader = await session.events();
    await session.send(tonePcm([0, 1]));
    await reader.until(({ messages }) => messages.filter(({ event }) => event === "cognitive").length === 1);
    expect(reader.retries).toEqual([6_000]);
    expect((await session.events()).status).toBe(409);
    const before = [...reader.messages];
    const again = await session.events({ "Last-Event-ID": before.at(-1)?.id ?? "" });
    expect(again.status).toBe(200);
    await reader.ended();
    await session.control("finalize");
    await again.ended();
    const all = [...before, ...again.messages];
    expect(orderProblems(shown({ messages: all }))).toEqual([]);
    const seqs = all.flatMap(({ id }) => (id === undefined ? [] : [Number(id.split(".")[0])]));
    expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b));
  });
});
