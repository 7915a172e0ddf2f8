import { APICallError } from "@ai-sdk/provider";
import { HeadwayError } from "@headway-jobs/contract";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { toProviderError } from "../provider-error.ts";
import { fliteSpeech } from "./flite.ts";
import { oneVoice } from "./testing/one-voice.ts";
import { splitSentences } from "./sentences.ts";
import { speakSentences, type SpeakRequest } from "./speak-sentences.ts";
import type { Speech } from "@headway-jobs/ports/speech";

let dir: string;
let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;
let requests: { path: string; key: string | undefined; body: Record<string, unknown> }[];

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "headway-openai-"));
  requests = [];
  server = createServer((request, response) => {
    // It lists no voices.
    if (request.method === "GET") {
      response.writeHead(404).end();
      return;
    }
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      const parsed = JSON.parse(body) as Record<string, unknown>;
      requests.push({ path: request.url ?? "", key: request.headers.authorization, body: parsed });
      answer(request, response, body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => {
    server.close(resolve);
  });
  await rm(dir, { recursive: true, force: true });
});

const env = (): Record<string, string | undefined> => ({
  PATH: process.env["PATH"],
  OPENAI_BASE_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
  OPENAI_API_KEY: "sk-test",
});

function speak(
  request: Partial<SpeakRequest> = {},
  text = "It costs 5 €. **Really**.",
): ReturnType<typeof speakSentences> {
  const speech = request.speech ?? oneVoice("openai:gpt-4o-mini-tts", env());
  const sentences = splitSentences(text, "en");
  return speakSentences({
    speech,
    sentences,
    language: "en-us",
    dir,
    signal: new AbortController().signal,
    ...request,
  });
}

const withBody = (body: string | Uint8Array, type = "audio/wav"): typeof answer => {
  return (_request, response) => response.writeHead(200, { "content-type": type }).end(body);
};

const withError = (status: number, body = "{}", headers: Record<string, string> = {}): typeof answer => {
  return (_request, response) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(body);
};

describe("a speech model behind OpenAI's API", () => {
  it("is asked sentence by sentence, with voice, tone and text as it is written", async () => {
    const wav = (await fliteSpeech().model.doGenerate({ text: "hello there" })).audio;
    answer = withBody(wav);
    const { sentences, warnings } = await speak({ voice: "nova", tone: "enthusiastic", concurrency: 1 });
    expect(warnings).toEqual([]);
    expect(sentences.every((sentence) => sentence.samples > 10_000)).toBe(true);
    expect(requests.map(({ body }) => body["input"])).toEqual(["It costs 5 €.", "Really."]);
    expect(requests[0]).toMatchObject({
      path: "/v1/audio/speech",
      key: "Bearer sk-test",
      body: {
        model: "gpt-4o-mini-tts",
        voice: "nova",
        response_format: "wav",
        instructions: expect.stringMatching(/energy/),
      },
    });
  });

  it("lists voices and languages without being asked over the network", async () => {
    const speech = oneVoice("openai:tts-1", {});
    expect((await speech.voices()).map((voice) => voice.id)).toContain("alloy");
    expect(await speech.languages()).toEqual(expect.arrayContaining(["en", "ja", "hi"]));
  });

  it.each([
    ["an empty body", withBody(""), "PROVIDER_BAD_ANSWER"],
    ["an HTML page", withBody("<html><body>maintenance</body></html>"), "PROVIDER_BAD_ANSWER"],
    ["random bytes", withBody(Buffer.alloc(20_000, "\u0001\u00ff garbage ")), "PROVIDER_BAD_ANSWER"],
    ["a cut-off WAV header", withBody(Buffer.from("RIFF\u0000\u0000\u0000\u0000WAVEfmt ")), "PROVIDER_BAD_ANSWER"],
    [
      "a playlist that names a file",
      withBody("#EXTM3U\n#EXTINF:10,\nfile:///etc/hostname\n#EXT-X-ENDLIST\n", "audio/mpegurl"),
      "PROVIDER_BAD_ANSWER",
    ],
    ["a concat script", withBody("ffconcat version 1.0\nfile /etc/hostname\n"), "PROVIDER_BAD_ANSWER"],
  ])("that answers with %s has answered badly", async (_what, respond, code) => {
    answer = respond;
    await expect(speak()).rejects.toMatchObject({ code, retryable: true });
  });

  it.each([
    [429, "{}", { "retry-after": "7" }, { code: "PROVIDER_RATE_LIMITED", retryable: true, retryAfterS: 7 }],
    [
      429,
      '{"error":{"message":"x","code":"insufficient_quota"}}',
      {},
      { code: "PROVIDER_RATE_LIMITED", retryable: false },
    ],
    [500, "oops", {}, { code: "PROVIDER_UNAVAILABLE", retryable: true }],
    [503, "{}", {}, { code: "PROVIDER_UNAVAILABLE", retryable: true }],
    [504, "{}", {}, { code: "PROVIDER_TIMEOUT", retryable: true }],
    [401, '{"error":{"message":"bad sk-test"}}', {}, { code: "PROVIDER_UNAVAILABLE", retryable: false }],
    [404, "{}", {}, { code: "PROVIDER_UNAVAILABLE", retryable: false }],
    [400, "{}", {}, { code: "PROVIDER_UNAVAILABLE", retryable: false }],
  ])(
    "that answers %i %s is the right failure, with neither key nor address in it",
    async (status, body, headers, expected) => {
      answer = withError(status, body, headers);
      const error: unknown = await speak().catch((reason: unknown) => reason);
      expect(error).toMatchObject(expected);
      expect((error as Error).message).not.toMatch(/sk-test|127\.0\.0\.1/);
    },
  );

  it("that is not there is PROVIDER_UNAVAILABLE, to be tried again", async () => {
    const nowhere = { ...env(), OPENAI_BASE_URL: "http://127.0.0.1:1/v1" };
    const speech = oneVoice("openai:tts-1", nowhere);
    await expect(speak({ speech })).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE", retryable: true });
  });

  it("that breaks the connection is PROVIDER_UNAVAILABLE", async () => {
    answer = (request) => request.socket.destroy();
    await expect(speak()).rejects.toMatchObject({ code: "PROVIDER_UNAVAILABLE", retryable: true });
  });

  it("that never answers is PROVIDER_TIMEOUT", async () => {
    answer = () => undefined;
    const speech: Speech = { ...oneVoice("openai:tts-1", env()), timeLimitMs: 150 };
    await expect(speak({ speech })).rejects.toMatchObject({ code: "PROVIDER_TIMEOUT", retryable: true });
  });

  it("without a key is a failure that no retry helps", async () => {
    const speech = oneVoice("openai:tts-1", { PATH: process.env["PATH"], OPENAI_API_KEY: undefined });
    const error: unknown = await speak({ speech }).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: "PROVIDER_UNAVAILABLE", retryable: false });
  });

  it("is stopped by a cancel, whose reason is what is thrown", async () => {
    const controller = new AbortController();
    const reason = new Error("cancelled");
    answer = () => controller.abort(reason);
    await expect(speak({ signal: controller.signal })).rejects.toBe(reason);
  });
});

const context = { provider: "The speech model", name: "openai/tts-1" };
const named = (name: string): Error => Object.assign(new Error("secret"), { name });

function call(fields: {
  statusCode?: number;
  responseHeaders?: Record<string, string>;
  cause?: unknown;
}): APICallError {
  return new APICallError({
    message: "secret https://host/ sk-1",
    url: "https://host/",
    requestBodyValues: {},
    ...fields,
  });
}

function retryAfterS(header: string): unknown {
  const error = call({ statusCode: 429, responseHeaders: { "Retry-After": header } });
  return (toProviderError(error, context) as HeadwayError).retryAfterS;
}

describe("errors of the AI SDK", () => {
  it.each([
    ["no connection", call({}), "PROVIDER_UNAVAILABLE", true],
    ["a socket time-out", call({ cause: named("HeadersTimeoutError") }), "PROVIDER_TIMEOUT", true],
    ["a bad body with status 200", call({ statusCode: 200 }), "PROVIDER_BAD_ANSWER", true],
    ["408", call({ statusCode: 408 }), "PROVIDER_TIMEOUT", true],
    ["409", call({ statusCode: 409 }), "PROVIDER_UNAVAILABLE", true],
    ["an answer that is not the object", named("AI_NoObjectGeneratedError"), "PROVIDER_BAD_ANSWER", true],
    ["an answer that is not JSON", named("AI_JSONParseError"), "PROVIDER_BAD_ANSWER", true],
    ["a time limit", new DOMException("x", "TimeoutError"), "PROVIDER_TIMEOUT", true],
    ["a missing key", named("AI_LoadAPIKeyError"), "PROVIDER_UNAVAILABLE", false],
    [
      "given-up retries",
      Object.assign(named("AI_RetryError"), { lastError: call({ statusCode: 429 }) }),
      "PROVIDER_RATE_LIMITED",
      true,
    ],
    ["anything else", new TypeError("secret"), "PROVIDER_UNAVAILABLE", true],
    ["no error at all", "secret", "PROVIDER_UNAVAILABLE", true],
  ])("%s", (_what, error, code, retryable) => {
    const mapped = toProviderError(error, context);
    expect(mapped).toMatchObject({ code, retryable });
    expect((mapped as Error).message).not.toMatch(/secret|host|sk-/);
  });

  it("keeps Headway's own errors and the caller's abort as they are", () => {
    const own = new HeadwayError("TOOL_MISSING", "x");
    expect(toProviderError(own, context)).toBe(own);
    const reason = new Error("cancelled");
    expect(toProviderError(named("AbortError"), { ...context, signal: AbortSignal.abort(reason) })).toBe(reason);
  });

  it("takes a Retry-After of any number of seconds, as the job's own time limit bounds it, and nothing else", () => {
    const headers = ["3", "999999", "-1", "soon", ""];
    expect(headers.map(retryAfterS)).toEqual([3, 999_999, undefined, undefined, undefined]);
  });
});
