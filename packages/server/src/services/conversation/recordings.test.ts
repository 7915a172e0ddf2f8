import { conversationResultSchema, conversationEventSchemas, type ConversationEventName } from "@headway-jobs/contract";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { readSse } from "../../http/testing/sse-reader.ts";
import { createAnalysis } from "@headway-jobs/conversation-analysis/create-analysis";
import { orderProblems } from "./testing/event-order.ts";
import { ConversationHarness, failures, formOf } from "./testing/conversation-harness.ts";
import { generatedAnalysis } from "./testing/generated.ts";
import { tonePcm, toneTranscription, toneWav } from "./testing/tones.ts";

const SCRIPT = [
  "Hello and thank you for calling, how can I help you today?",
  "Hi, I would like to know more about your plan.",
  "Would you like to sign up for a free trial today?",
  "Honestly that is too expensive for us, I am not happy at all.",
  "I understand. We could offer you a discount of twenty percent.",
  "Great, that sounds wonderful, let us do that!",
  "",
];
const lines = [0, 1, 2, 3, 4, 5];

afterAll(() => expect(failures).toEqual([]));

const analyze = (harness: ConversationHarness, form: FormData, { path = "/analyze", headers = {} } = {}) =>
  fetch(`${harness.url}${path}`, { method: "POST", body: form, headers });

describe("analysing a recording", () => {
  it("answers with all of the analysis, its files beside it", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const response = await analyze(harness, formOf(toneWav(lines), { goal: "close the sale" }));
    expect(response.status).toBe(200);
    const result = conversationResultSchema.strict().parse(await response.json());
    expect(response.headers.get("location")).toBe(`/v1/jobs/${result.job_id}`);
    expect(result.conversation_id).toMatch(/^analysis_[0-9a-f]{10}$/);
    expect(result.timeline.map(({ speaker, text }) => [speaker, text])).toEqual(
      lines.map((line) => [`Speaker_${line % 2}`, SCRIPT[line]]),
    );
    expect(result.timeline.map(({ t_start: start }) => start)).toEqual([0.1, 0.4, 0.7, 1, 1.3, 1.6]);
    expect(result.utterances).toBe(6);
    expect(result.agent_results).toHaveLength(6);
    expect(JSON.stringify(result)).not.toMatch(/"[a-z]+[A-Z]\w*":/);
    expect(result.upload_path).toBe(`${result.conversation_id}.wav`);
    const names = (await harness.engine.artifacts(result.job_id))
      .filter(({ internal }) => !internal)
      .map(({ name }) => name);
    expect(names.toSorted()).toEqual(
      [
        "agent_outputs.json",
        "emotional_course.png",
        "emotional_course.svg",
        "transcript.json",
        "transcript.vtt",
        result.upload_path,
      ].toSorted(),
    );
    const vtt = await (await fetch(`${harness.url}/v1/jobs/${result.conversation_id}/artifacts/transcript.vtt`)).text();
    expect(vtt).toContain("<v Speaker_1>Hi, I would like to know\nmore about your plan.");
  });

  it.each(["/analyze/stream", "/analyze?stream=true"])(
    "streams the same by POST %s, and again by GET for any reader",
    async (path) => {
      const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
      const reader = await readSse(`${harness.url}${path}`, { method: "POST", body: formOf(toneWav(lines)) });
      const messages = await reader.ended();
      const events = messages.map(({ event = "", data }) => ({
        event,
        data: JSON.parse(data) as Record<string, unknown>,
      }));
      expect(orderProblems(events)).toEqual([]);
      for (const { event, data } of events)
        conversationEventSchemas[event as ConversationEventName].strict().parse(data);
      expect(events.filter(({ event }) => event === "final_transcript")).toHaveLength(6);
      const id = String(events[0]?.data["conversation_id"]);
      const again = await (await readSse(`${harness.url}/analyze/${id}/events`)).ended();
      expect(again).toEqual(messages);
      const cursor = messages.find(({ event }) => event === "cognitive")?.id ?? "";
      const rest = await (
        await readSse(`${harness.url}/analyze/${id}/events`, { headers: { "Last-Event-ID": cursor } })
      ).ended();
      expect(rest).toEqual(messages.slice(messages.findIndex((message) => message.id === cursor) + 1));
    },
  );

  it("tells the first utterance while a later one is still being recognised", async () => {
    const { promise: told, resolve: tell } = Promise.withResolvers<void>();
    const harness = await ConversationHarness.open({
      transcription: toneTranscription(SCRIPT, async (line) => (line === 5 ? told : undefined)),
    });
    const reader = await readSse(`${harness.url}/analyze/stream`, { method: "POST", body: formOf(toneWav(lines)) });
    await reader.until(({ messages }) => messages.filter(({ event }) => event === "cognitive").length === 5);
    expect(reader.messages.some(({ event }) => event === "summary_update")).toBe(false);
    tell();
    expect((await reader.ended()).at(-1)?.event).toBe("done");
  });

  it("keeps utterances in their order, whichever is recognised first", async () => {
    const gates = lines.map(() => Promise.withResolvers<void>());
    const harness = await ConversationHarness.open({
      transcription: toneTranscription(SCRIPT, async (line) => {
        gates[line - 1]?.resolve();
        if (line === 0) await gates[0]?.promise;
      }),
    });
    const result = conversationResultSchema.parse(await (await analyze(harness, formOf(toneWav(lines)))).json());
    expect(result.timeline.map(({ text }) => text)).toEqual(lines.map((line) => SCRIPT[line]));
  });

  it("answers at once with Prefer: respond-async, and finds the job by the conversation's id", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const response = await analyze(harness, formOf(toneWav(lines)), { headers: { Prefer: "respond-async" } });
    expect(response.status).toBe(202);
    const accepted = (await response.json()) as { conversation_id: string; job_id: string };
    expect(await harness.ended(accepted.conversation_id)).toMatchObject({
      jobId: accepted.job_id,
      status: "completed",
    });
  });

  it.each([
    ["the query", "/analyze?stream=true", {}],
    ["a field of the form", "/analyze", { stream: "true" }],
  ])("streams when %s asks for it, as the same job under one key", async (_, path, fields) => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const headers = { "Idempotency-Key": "k1" };
    const reader = await readSse(harness.url + path, { method: "POST", body: formOf(toneWav([0]), fields), headers });
    await reader.ended();
    const names = reader.messages.map(({ event }) => event);
    expect([names[0], names.at(-1)]).toEqual(["status", "done"]);
    const { conversation_id: id } = JSON.parse(reader.messages.at(-1)?.data ?? "{}") as { conversation_id: string };
    const again = await analyze(harness, formOf(toneWav([0]), { stream: "false" }), { headers });
    expect(await again.json()).toMatchObject({ conversation_id: id });
    const rest = await readSse(`${harness.url}/analyze/${id}/events?after=1`, {});
    await rest.ended();
    expect(rest.messages).toEqual(reader.messages.slice(1));
  });

  it("takes an upload by the native API, and the same form twice under one key as one job", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const upload = (await (
      await fetch(`${harness.url}/v1/uploads`, { method: "POST", body: formOf(toneWav(lines)) })
    ).json()) as { upload_id: string };
    const native = await fetch(`${harness.url}/v1/jobs`, {
      method: "POST",
      headers: { "Content-Type": "application/json", Prefer: "wait=30" },
      body: JSON.stringify({ kind: "conversation", input: { file: upload.upload_id } }),
    });
    expect(await native.json()).toMatchObject({ status: "completed", job_type: "recording" });
    const ids = await Promise.all(
      [1, 2].map(
        async () =>
          (
            (await (
              await analyze(harness, formOf(toneWav(lines)), { headers: { "Idempotency-Key": "k1" } })
            ).json()) as {
              job_id: string;
            }
          ).job_id,
      ),
    );
    expect(ids[0]).toBe(ids[1]);
    const other = await analyze(harness, formOf(toneWav([1])), { headers: { "Idempotency-Key": "k1" } });
    expect(other.status).toBe(422);
  });

  it("names the recogniser, and what this machine's exam found for it", async () => {
    const exam = { capability: "ear", language: "en", set: "calls", measured_at: "2026-12-01T10:00:00.000Z" } as const;
    const transcription = toneTranscription(SCRIPT);
    const examOf = async (provider: string) => (provider === transcription.name ? exam : undefined);
    const harness = await ConversationHarness.open({ transcription, examOf });
    const heard = conversationResultSchema.parse(await (await analyze(harness, formOf(toneWav([0])))).json());
    expect(heard.agent_results[0]?.agents["transcription"]).toMatchObject({ recogniser: transcription.name, exam });
    const transcript = "WEBVTT\n\n00:00.100 --> 00:00.300\n<v Ann>I love it.\n";
    const sent = conversationResultSchema.parse(
      await (await analyze(harness, formOf(toneWav([0]), { transcript }))).json(),
    );
    expect(sent.agent_results[0]?.agents["transcription"]).toMatchObject({ recogniser: "transcript" });
    expect(sent.agent_results[0]?.agents["transcription"]).not.toHaveProperty("exam");
  });

  it("says from where on another recogniser heard the sound", async () => {
    const tones = toneTranscription(SCRIPT);
    const transcribe: typeof tones.transcribe = async (request) => {
      const heard = await tones.transcribe(request);
      const isEarly = SCRIPT.slice(0, 2).includes(heard?.segments[0]?.text ?? "");
      return heard === null ? null : { ...heard, by: isEarly ? "local/whisper" : "pocketsphinx" };
    };
    const harness = await ConversationHarness.open({ transcription: { ...tones, transcribe } });
    const result = conversationResultSchema.parse(await (await analyze(harness, formOf(toneWav(lines)))).json());
    expect(result.heard_with.recognition).toBe("local/whisper, pocketsphinx");
    expect((await harness.job(result.job_id)).metadata["warnings"]).toMatchObject([
      {
        code: "RECOGNISER_CHANGED",
        message: "From utterance 3 on, pocketsphinx heard the sound instead of local/whisper.",
      },
    ]);
  });

  it("follows a transcript that came along instead of the recogniser", async () => {
    const harness = await ConversationHarness.open({
      transcription: toneTranscription(SCRIPT, async () => Promise.reject(new Error("must not be asked"))),
    });
    const transcript =
      "WEBVTT\n\n00:00.100 --> 00:00.300\n<v Ann>I love it.\n\n00:00.400 --> 00:00.600\nThis is terrible!\n";
    const result = conversationResultSchema.parse(
      await (await analyze(harness, formOf(toneWav([0, 1]), { transcript }))).json(),
    );
    expect(result.timeline.map(({ speaker, text, prosody }) => [speaker, text, prosody?.["pitch_median_hz"]])).toEqual([
      ["Ann", "I love it.", 200],
      ["Speaker_1", "This is terrible!", 300],
    ]);
  });

  it("hears sentences by a recogniser that finds them itself, each side of a call in its own time", async () => {
    const transcription = { ...toneTranscription(SCRIPT), spanS: 600 };
    const harness = await ConversationHarness.open({
      transcription: {
        ...transcription,
        transcribe: async () => ({
          segments: [
            { text: "One.", startS: 0.2, endS: 0.4, confidence: null, speaker: null, words: [] },
            { text: "Two.", startS: 0.5, endS: 0.7, confidence: 0.5, speaker: null, words: [] },
          ],
          warnings: ["No word times."],
        }),
      },
    });
    const result = conversationResultSchema.parse(await (await analyze(harness, formOf(toneWav([0, 1])))).json());
    expect(result.timeline.map(({ speaker, text, asr_confidence: confidence }) => [speaker, text, confidence])).toEqual(
      [
        ["Speaker_0", "One.", 0.8],
        ["Speaker_1", "Two.", 0.5],
      ],
    );
    expect((await harness.job(result.job_id)).metadata["warnings"]).toEqual([
      { code: "TRANSCRIPTION", message: "No word times." },
    ]);
  });

  it("tells whatever the analysis finds in the order of the wire, over fifty generated conversations", async () => {
    let seeds: IterableIterator<number> = [].values();
    const harness = await ConversationHarness.open({
      transcription: toneTranscription(SCRIPT),
      analyse: async (options) => generatedAnalysis(createAnalysis(options), seeds),
    });
    const conversations = fc.tuple(
      fc.array(fc.integer({ min: 0, max: 6 }), { minLength: 1, maxLength: 6 }),
      fc.infiniteStream(fc.noShrink(fc.integer())),
    );
    await fc.assert(
      fc.asyncProperty(conversations, async ([spoken, readings]) => {
        seeds = readings;
        const response = await analyze(harness, formOf(toneWav(spoken)));
        const body = (await response.json()) as { job_id: string; code?: string };
        const events = await harness.streamed(body.job_id);
        expect(orderProblems(events)).toEqual([]);
        const said = spoken.flatMap((line) => (SCRIPT[line] === "" ? [] : [SCRIPT[line]]));
        const told = events.flatMap(({ event, data }) => (event === "final_transcript" ? [data["text"]] : []));
        expect(told).toEqual(said);
        if (said.length === 0) expect([response.status, body.code]).toEqual([422, "NO_UTTERANCES"]);
      }),
      { numRuns: 50 },
    );
  }, 120_000);
});

describe("what cannot be analysed", () => {
  const cases: readonly (readonly [string, Uint8Array | null, Record<string, string>, number, string, RegExp])[] = [
    ["no file", null, {}, 422, "INVALID_INPUT", /file/],
    ["an empty file", Buffer.alloc(0), {}, 422, "INVALID_INPUT", /empty/],
    [
      "text that calls itself sound",
      Buffer.from("Dear Sir or Madam, this is no sound."),
      {},
      422,
      "INVALID_INPUT",
      /not a recording/,
    ],
    ["a sound of 0 s", toneWav([]).subarray(0, 44), {}, 422, "INVALID_INPUT", /0 s|damaged|not a recording/],
    ["silence", toneWav([]), {}, 422, "NO_UTTERANCES", /No speech/],
    ["speech without words", toneWav([6, 6]), {}, 422, "NO_UTTERANCES", /No speech/],
    [
      "a transcript of another recording",
      toneWav([0]),
      { transcript: "WEBVTT\n\n01:00.000 --> 01:10.000\nHello there.\n" },
      422,
      "INVALID_INPUT",
      /ends at/,
    ],
    ["a transcript that is none", toneWav([0]), { transcript: "hello" }, 422, "INVALID_INPUT", /WebVTT/],
    ["thirteen speakers", toneWav([0]), { speakers: "13" }, 422, "INVALID_INPUT", /speakers/],
    ["half a speaker", toneWav([0]), { speakers: "1.5" }, 422, "INVALID_INPUT", /speakers/],
  ];
  it.each(cases)("refuses %s with a code and a sentence", async (_, file, fields, status, code, sentence) => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const response = await analyze(harness, formOf(file, fields));
    const body = (await response.json()) as Record<string, unknown>;
    expect([response.status, body["code"]]).toEqual([status, code]);
    expect(JSON.stringify(body)).toMatch(sentence);
  });

  it("says in the stream what became of a recording in which nobody speaks", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const messages = await (
      await readSse(`${harness.url}/analyze/stream`, { method: "POST", body: formOf(toneWav([])) })
    ).ended();
    expect(messages.at(-1)).toMatchObject({ event: "error" });
    expect(JSON.parse(messages.at(-1)?.data ?? "")).toMatchObject({ code: "NO_UTTERANCES" });
    expect(messages.some(({ event }) => event === "done")).toBe(false);
  });

  it("takes PCM without a header for what it is: no recording", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    expect((await analyze(harness, formOf(tonePcm([0, 1]), {}, "call.mp3"))).status).toBe(422);
  });

  it("refuses a larger file than this server takes, before there is a job", async () => {
    const harness = await ConversationHarness.open(
      { transcription: toneTranscription(SCRIPT) },
      { maxUploadBytes: 10_000 },
    );
    for (const path of ["/analyze", "/analyze/stream"]) {
      const response = await analyze(harness, formOf(toneWav(lines)), { path });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([413, "FILE_TOO_LARGE"]);
    }
  });

  it.each([
    ["takes four hours, and what an encoder adds to them", 14_400.5, 202],
    ["refuses more than four hours as too large", 14_700, 413],
  ])("%s", async (_, lengthS, status) => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) });
    const response = await analyze(harness, formOf(slowWav(lengthS)), { headers: { Prefer: "respond-async" } });
    const body = (await response.json()) as Record<string, unknown>;
    expect([response.status, body["code"]]).toEqual([status, status === 413 ? "FILE_TOO_LARGE" : undefined]);
    if (status === 202) await harness.engine.cancel("local", String(body["job_id"]));
  });

  it("refuses a wrong key with INVALID_KEY, in the stream's own words where a status would silence an EventSource", async () => {
    const harness = await ConversationHarness.open({ transcription: toneTranscription(SCRIPT) }, { auth: "keys" });
    const headers = { "x-api-key": `sk_${"0".repeat(32)}` };
    for (const path of ["/analyze", "/analyze/stream"]) {
      const response = await analyze(harness, formOf(toneWav([0])), { path, headers });
      expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([401, "INVALID_KEY"]);
    }
    for (const path of ["/analyze/analysis_0123456789/events", "/analyze/live/live_01234567/events"]) {
      const reader = await readSse(harness.url + path, { headers });
      const [message] = await reader.ended();
      expect([reader.status, message?.event, JSON.parse(message?.data ?? "{}")]).toMatchObject([
        200,
        "error",
        { code: "INVALID_KEY" },
      ]);
    }
  });
});

/** Silence that is long and small: 100 samples of a byte each second. */
function slowWav(lengthS: number): Buffer {
  const rateHz = 100;
  const wav = Buffer.alloc(44 + Math.round(lengthS * rateHz), 128);
  const size = wav.length - 44;
  wav.write("RIFF", 0);
  wav.writeUInt32LE(36 + size, 4);
  wav.write("WAVEfmt ", 8);
  for (const [at, value] of [16, 0x1_0001, rateHz, rateHz, 0x8_0001].entries()) wav.writeUInt32LE(value, 16 + 4 * at);
  wav.write("data", 36);
  wav.writeUInt32LE(size, 40);
  return wav;
}
