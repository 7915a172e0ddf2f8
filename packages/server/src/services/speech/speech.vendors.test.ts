import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { TestServer } from "../video/testing/server.ts";
import { speak } from "./testing/speech-server.ts";

const RATE_HZ = 24_000;
/** Head of a WAV as OpenAI streams it: no size is known (speaches-ai/speaches#493). */
const STREAMED_HEAD = Buffer.from(
  "52494646ffffffff57415645666d74201000000001000100c05d000080bb00000200100064617461ffffffff",
  "hex",
);

/** A tone of `seconds`. */
function tone(seconds: number): Buffer {
  const samples = Int16Array.from({ length: Math.round(seconds * RATE_HZ) }, (_, at) => 9000 * Math.sin(at / 9));
  return Buffer.concat([STREAMED_HEAD, Buffer.from(samples.buffer)]);
}

let server: TestServer;
let voice: Server;
afterEach(async () => {
  await server.dispose();
  voice.closeAllConnections();
  await new Promise((resolve) => voice.close(resolve));
});

/** A server whose voice is a stub that speaks fourteen letters a second; `seconds` decides for one text. */
async function startWithVoice(
  seconds: (text: string, plausibleS: number) => number | "failure",
  settings: (address: string) => Record<string, string> = (address) => ({
    HEADWAY_SPEECH: "openai:tts-1",
    HEADWAY_SPEECH_BASE_URL: address,
  }),
): Promise<string[]> {
  const asked: string[] = [];
  voice = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { input } = JSON.parse(body) as { input: string };
      asked.push(input);
      const length = seconds(input, 0.2 + input.length / 14);
      if (length === "failure") response.writeHead(402).end('{"error":{"message":"Insufficient balance"}}');
      else response.writeHead(200, { "content-type": "audio/wav" }).end(tone(length));
    });
  });
  await new Promise<void>((resolve) => voice.listen(0, "127.0.0.1", resolve));
  server = await TestServer.start(settings(`http://127.0.0.1:${(voice.address() as AddressInfo).port}/v1`));
  return asked;
}

const CUT = "Nobody had expected the train to be on time.";
const TEXT = [
  "The library opens at nine in the morning.",
  "Please bring three copies of the report.",
  CUT,
  "Thank you for coming today.",
  "We will see each other again on Monday.",
].join(" ");
const request = { text: TEXT, voice_id: 300001, language: 1 };

async function warningsOf(jobId: string): Promise<readonly { code: string; message: string }[]> {
  const response = await fetch(server.url(`/v1/jobs/${jobId}`));
  const job = (await response.json()) as { metadata: { warnings?: { code: string; message: string }[] } };
  return job.metadata.warnings ?? [];
}

describe("a voice of a vendor", () => {
  it("may stream its sound without knowing the length", async () => {
    const asked = await startWithVoice((_text, plausibleS) => plausibleS);
    const task = await speak(server, "tts", request);
    expect(task.status).toBe("SUCCESS");
    expect(asked).toHaveLength(5);
    expect(await warningsOf(task.jobId)).toEqual([]);
  }, 60_000);

  it("is asked once more for a sentence whose sound was cut off", async () => {
    let cuts = 1;
    const asked = await startWithVoice((text, plausibleS) =>
      text === CUT && cuts-- > 0 ? plausibleS / 3 : plausibleS,
    );
    const task = await speak(server, "tts", request);
    expect(task.status).toBe("SUCCESS");
    expect(asked.filter((text) => text === CUT)).toHaveLength(2);
    expect(await warningsOf(task.jobId)).toEqual([]);
  }, 60_000);

  it("that cuts the sentence off again is named in a warning with the sentence", async () => {
    const asked = await startWithVoice((text, plausibleS) => (text === CUT ? plausibleS / 3 : plausibleS));
    const task = await speak(server, "tts", request);
    expect(task.status).toBe("SUCCESS");
    expect(asked.filter((text) => text === CUT)).toHaveLength(2);
    const [warning, ...others] = await warningsOf(task.jobId);
    expect(others).toEqual([]);
    expect(warning?.message).toContain("sentence 3");
    expect(warning?.message).toContain(CUT);
  }, 60_000);
});

/** A provider with a name of its own, and espeak-ng behind it. */
const named = (address: string): Record<string, string> => ({
  HEADWAY_PROVIDERS: JSON.stringify([{ name: "kokoro", type: "openai", model: "kokoro", base_url: address }]),
  HEADWAY_SPEECH: "kokoro,espeak",
});

async function voices(): Promise<readonly { id: number; voice_name: string; description: string }[]> {
  return (await (await fetch(server.url("/list-voices"))).json()) as {
    id: number;
    voice_name: string;
    description: string;
  }[];
}

describe("a list of voices", () => {
  it("offers the voices of all, those of a named provider under numbers that stay", async () => {
    await startWithVoice((_text, plausibleS) => plausibleS, named);
    const listed = await voices();
    const own = listed.filter(({ description }) => description.endsWith("of kokoro."));
    expect(own.map(({ voice_name: name }) => name)).toContain("Alloy");
    expect(listed.map(({ id }) => id)).toContain(205402);
    expect(await voices()).toEqual(listed);
    const id = own.find(({ voice_name: name }) => name === "Alloy")?.id;
    const task = await speak(server, "tts", { ...request, voice_id: id });
    expect(task.status).toBe("SUCCESS");
  }, 60_000);

  it("speaks the whole task with the next provider when one fails in the middle, and names both", async () => {
    const asked = await startWithVoice((text, plausibleS) => (text === CUT ? "failure" : plausibleS), named);
    const id = (await voices()).find(({ description }) => description.endsWith("of kokoro."))?.id;
    const task = await speak(server, "tts", { ...request, voice_id: id });
    expect(task.status).toBe("SUCCESS");
    expect(asked).toContain(CUT);
    const warning = (await warningsOf(task.jobId)).find(({ code }) => code === "VOICE_REPLACED");
    expect(warning?.message).toMatch(/of espeak speaks instead of Alloy, which failed: .*Insufficient balance/);
    const log = await fetch(server.url(`/v1/jobs/${task.jobId}/events`), { headers: { Accept: "application/json" } });
    const { events } = (await log.json()) as { events: { type: string; sentence?: number }[] };
    const spoken = events.filter(({ type }) => type === "speech.sentence.spoken").map(({ sentence }) => sentence);
    // What the second voice spoke is the whole.
    expect(new Set(spoken.slice(-5))).toEqual(new Set([1, 2, 3, 4, 5]));
  }, 60_000);

  it("ends with the first provider's words when nobody else may speak", async () => {
    await startWithVoice(() => "failure");
    const task = await speak(server, "tts", request);
    expect(task).toMatchObject({ status: "ERROR", message: expect.stringContaining("Insufficient balance") });
  }, 60_000);
});
