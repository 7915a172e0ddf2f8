import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { TestServer } from "../video/testing/server.ts";
import { ended, poll, speak, submit } from "./testing/speech-server.ts";

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
  seconds: (text: string, plausibleS: number, model: string) => number | "failure" | "nothing",
  settings: (address: string) => Record<string, string> = (address) => ({
    HEADWAY_SPEECH: "openai:tts-1",
    HEADWAY_SPEECH_BASE_URL: address,
  }),
): Promise<string[]> {
  const asked: string[] = [];
  voice = createServer((request, response) => {
    // It lists no voices.
    if (request.method === "GET") {
      response.writeHead(404).end();
      return;
    }
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { input, model } = JSON.parse(body) as { input: string; model: string };
      asked.push(input);
      const length = seconds(input, 0.2 + input.length / 14, model);
      if (length === "nothing") return;
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

  it("that cannot speak the sentence again keeps what it spoke first, with the warning", async () => {
    let cuts = 1;
    const asked = await startWithVoice((text, plausibleS) => {
      if (text !== CUT) return plausibleS;
      return cuts-- > 0 ? plausibleS / 3 : "failure";
    });
    const task = await speak(server, "tts", request);
    expect(task.status).toBe("SUCCESS");
    expect(asked).toHaveLength(6);
    expect(await warningsOf(task.jobId)).toMatchObject([{ code: "VOICE_LENGTH" }]);
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

/** Two providers with names of their own at one address, and espeak-ng. */
const three = (address: string): Record<string, string> => ({
  HEADWAY_PROVIDERS: JSON.stringify(
    ["kokoro", "second"].map((name) => ({ name, type: "openai", model: name, base_url: address })),
  ),
  HEADWAY_SPEECH: "kokoro,second,espeak",
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
    expect(warning?.message).toMatch(
      /of espeak speaks instead of the voice kokoro\/alloy of kokoro, which failed: .*Insufficient balance/,
    );
    const log = await fetch(server.url(`/v1/jobs/${task.jobId}/events`), { headers: { Accept: "application/json" } });
    const { events } = (await log.json()) as { events: { type: string; sentence?: number }[] };
    const spoken = events.filter(({ type }) => type === "speech.sentence.spoken").map(({ sentence }) => sentence);
    // What the second voice spoke is the whole.
    expect(new Set(spoken.slice(-5))).toEqual(new Set([1, 2, 3, 4, 5]));
  }, 60_000);

  it("continues with the second voice after a restart with another list", async () => {
    let isKilled = false;
    const second: string[] = [];
    let env: Record<string, string> = {};
    const reached = Promise.withResolvers<undefined>();
    await startWithVoice(
      (text, plausibleS, model) => {
        if (model === "kokoro") return text === CUT ? "failure" : plausibleS;
        second.push(text);
        if (isKilled || text !== CUT) return plausibleS;
        reached.resolve(undefined);
        return "nothing";
      },
      (address) => (env = three(address)),
    );
    const id = (await voices()).find(({ description }) => description.endsWith("of kokoro."))?.id;
    const { task_id: taskId, job_id: jobId } = await submit(server, "tts", { ...request, voice_id: id });
    await reached.promise;
    await server.kill();
    isKilled = true;
    env["HEADWAY_SPEECH"] = "kokoro,espeak,second";
    await server.boot();
    await ended(server, jobId);
    expect((await poll(server, "tts", taskId)).status.status).toBe("SUCCESS");
    const warning = (await warningsOf(jobId)).find(({ code }) => code === "VOICE_REPLACED");
    expect(warning?.message).toContain("of second speaks instead of the voice kokoro/alloy of kokoro");
    expect(new Set(second).size).toBe(5);
  }, 60_000);

  it("ends with the first provider's words when nobody else may speak", async () => {
    await startWithVoice(() => "failure");
    const task = await speak(server, "tts", request);
    expect(task).toMatchObject({ status: "ERROR", message: expect.stringContaining("Insufficient balance") });
  }, 60_000);
});
