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
async function startWithVoice(seconds: (text: string, plausibleS: number) => number): Promise<string[]> {
  const asked: string[] = [];
  voice = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const { input } = JSON.parse(body) as { input: string };
      asked.push(input);
      response.writeHead(200, { "content-type": "audio/wav" }).end(tone(seconds(input, 0.2 + input.length / 14)));
    });
  });
  await new Promise<void>((resolve) => voice.listen(0, "127.0.0.1", resolve));
  server = await TestServer.start({
    HEADWAY_SPEECH: "openai:tts-1",
    HEADWAY_SPEECH_BASE_URL: `http://127.0.0.1:${(voice.address() as AddressInfo).port}/v1`,
  });
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
