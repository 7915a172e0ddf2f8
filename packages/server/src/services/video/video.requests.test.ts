import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestServer } from "./testing/server.ts";

const SOURCE =
  "# Bees\n\nBees live in colonies. A colony has one queen and many workers. Workers gather nectar and make honey from it.";
const small = { size: "854x480", num_slides: 1 } as const;

describe("a request for a video", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
  });
  afterAll(() => server.dispose());

  const sentenceOf = async (body: object) => JSON.stringify((await server.post("/api/generate", body)).body);
  const answer = async (path: string) => {
    const response = await fetch(server.url(path));
    return [response.status, ((await response.json()) as { detail: string }).detail];
  };

  it.each([
    ["an empty topic", { topic: "" }, "INVALID_INPUT", "topic"],
    ["a blank topic", { topic: " \n\t" }, "INVALID_INPUT", "topic"],
    ["a topic of 301 characters", { topic: "x".repeat(301) }, "INVALID_INPUT", "topic"],
    ["a topic without letters", { topic: "???" }, "INVALID_INPUT", "topic"],
    ["a topic that is no text", { topic: 7 }, "INVALID_INPUT", "topic"],
    ["no topic", {}, "INVALID_INPUT", "topic"],
    ["no slides", { topic: "Bees", num_slides: 0 }, "INVALID_INPUT", "num_slides"],
    ["500 slides", { topic: "Bees", num_slides: 500 }, "INVALID_INPUT", "num_slides"],
    ["half a slide", { topic: "Bees", num_slides: 1.5 }, "INVALID_INPUT", "num_slides"],
    ["an unknown language", { topic: "Bees", source: SOURCE, language: "klingon" }, "INVALID_INPUT", "language"],
    ["an unknown tone", { topic: "Bees", source: SOURCE, tone: "sarcastic" }, "INVALID_INPUT", "tone"],
    ["an unknown size", { topic: "Bees", source: SOURCE, size: "1x1" }, "INVALID_INPUT", "size"],
    ["an unknown voice", { topic: "Bees", source: SOURCE, voice: "caruso" }, "UNSUPPORTED_LANGUAGE", "voice"],
    ["a voice of another language", { topic: "Bees", source: SOURCE, voice: "es" }, "UNSUPPORTED_LANGUAGE", "voice"],
    ["a source above 200 KB", { topic: "Bees", source: "bee ".repeat(60_000) }, "INVALID_INPUT", "source"],
    ["an empty source", { topic: "Bees", source: "" }, "INVALID_INPUT", "source"],
    ["a source without words", { topic: "Bees", source: " \0\u200b --- " }, "INVALID_INPUT", "source"],
    ["nothing to teach from", { topic: "The embroidery of Atlantis" }, "NO_CONTENT_SOURCE", "source"],
    [
      "a language nobody translates to",
      { topic: "Introduction to Machine Learning", language: "telugu" },
      "UNSUPPORTED_LANGUAGE",
      "language",
    ],
  ])("with %s is refused with the field that is wrong", async (_what, body, code, field) => {
    const refused = await server.post("/api/generate", body, { Prefer: "respond-async" });
    expect(refused.status).toBe(422);
    expect(refused.body).toMatchObject({ code, status: 422 });
    const detail = refused.body["detail"] as { loc: string[]; msg: string }[];
    expect(detail.map(({ loc }) => loc)).toContainEqual(["body", field]);
    expect(detail.every(({ msg }) => msg.length > 5)).toBe(true);
  });

  it("names the possible ways, languages and tones when it refuses", async () => {
    expect(await sentenceOf({ topic: "The embroidery of Atlantis" })).toMatch(
      /source.*HEADWAY_LLM.*Introduction to Machine Learning/,
    );
    expect(await sentenceOf({ topic: "Bees", source: SOURCE, language: "klingon" })).toMatch(/english, hindi/);
    expect(await sentenceOf({ topic: "Bees", source: SOURCE, tone: "sarcastic" })).toMatch(/storytelling/);
  });

  it.each([
    ["scripts", "<script>alert(1)</script><b>Bees</b> fly. <img src=x onerror=alert(1)> They make honey in the hive."],
    ["control characters", "# Bees\n\nBees\u0007 fly\u001b[31m from flower\u200b to flower. They make honey.\u202e"],
    [
      "emoji and a sentence in another script",
      "# Bees 🐝\n\nBees fly from flower to flower 🌸. הדבורים עפות מפרח לפרח. They make honey 🍯 in the hive.",
    ],
    ["a 10,000-character word", `# Bees\n\nBees say ${"z".repeat(10_000)} and make honey.`],
    ["shell characters", "# $(reboot) `id` ; rm -rf /\n\nBees; fly | and > sting & go -- -y 'home' \"now\"."],
  ])(
    "with %s in its source becomes a video all the same",
    async (_what, source) => {
      const jobId = await server.generate({ topic: "Bees; $(reboot)", source, ...small });
      const log = await server.finish(jobId);
      expect(log.at(-1)).toMatchObject({ type: "job.completed" });
      const shown = JSON.stringify((await server.job(jobId)).result);
      expect(shown).not.toMatch(/<script|onerror/);
    },
    60_000,
  );

  it("with a binary source is refused or fails with a code, never with a crash", async () => {
    const source = Array.from({ length: 5_000 }, (_, index) => String.fromCharCode((index * 7919) % 256)).join("");
    const { status, body } = await server.post("/api/generate", { topic: "Bees", source, ...small });
    expect([status, body["code"]]).toSatisfy(([s, c]: unknown[]) => (s === 422 || s === 500) && c === "INVALID_INPUT");
    expect((await fetch(server.url("/health"))).status).toBe(200);
  });

  it("with an id or a file that nobody made is answered 404 in the API's words", async () => {
    expect(await answer("/api/status/Nothing")).toEqual([404, "Generation ID not found"]);
    expect(await answer("/api/content/Nothing")).toEqual([404, "Content not found"]);
    expect(await answer("/api/script/Nothing")).toEqual([404, "Script not found"]);
    expect(await answer("/api/video/Nothing_final.mp4")).toEqual([404, "Video not found: Nothing_final.mp4"]);
    expect(await answer("/api/video/..%2F..%2Fheadway.db")).toEqual([404, "Video not found: ../../headway.db"]);
  });

  it("in Spanish is translated, spoken and captioned in Spanish", async () => {
    const jobId = await server.generate({ topic: "Bees", source: SOURCE.repeat(3), language: "spanish", ...small });
    expect((await server.finish(jobId)).at(-1)).toMatchObject({ type: "job.completed" });
    const captions = (await server.download(`/v1/jobs/${jobId}/artifacts/captions.vtt`)).toString("utf8");
    expect(captions.toLowerCase()).toMatch(/abejas/);
    expect(captions).not.toMatch(/[*#@]\p{L}/u);
  }, 60_000);

  it("in Arabic is spoken in Arabic, and in English it is refused, as nothing here translates it", async () => {
    const arabic = "# النحل\n\nيعيش النحل في خلايا. تجمع العاملات الرحيق وتصنع منه العسل. 🐝";
    const jobId = await server.generate({ topic: "النحل", source: arabic, language: "arabic", ...small });
    expect((await server.finish(jobId)).at(-1)).toMatchObject({ type: "job.completed" });
    const refused = await server.post("/api/generate", { topic: "Bees", source: arabic, ...small });
    expect(refused).toMatchObject({ status: 422, body: { code: "UNSUPPORTED_LANGUAGE" } });
  }, 60_000);

  it("is made once for one idempotency key", async () => {
    const headers = { Prefer: "respond-async", "Idempotency-Key": "bees-1" };
    const body = { topic: "Bees", source: SOURCE, ...small };
    const [first, second] = [
      await server.post("/api/generate", body, headers),
      await server.post("/api/generate", body, headers),
    ];
    expect(second.body["job_id"]).toBe(first.body["job_id"]);
    expect((await server.post("/api/generate", { ...body, topic: "Wasps" }, headers)).body).toMatchObject({
      code: "IDEMPOTENCY_MISMATCH",
    });
  });
});

describe("a voice of several languages whose provider is restricted to some", () => {
  let server: TestServer;
  beforeAll(async () => {
    const kokoro = { name: "kokoro", type: "openai", model: "kokoro", base_url: "http://127.0.0.1:9/v1" };
    server = await TestServer.start({
      HEADWAY_PROVIDERS: JSON.stringify([{ ...kokoro, languages: ["en", "fr"] }]),
      HEADWAY_SPEECH: "kokoro,espeak",
    });
  });
  afterAll(() => server.dispose());

  const ask = (language: string) =>
    server.post(
      "/api/generate",
      { topic: "Bees", source: SOURCE, language, ...small, voice: "kokoro/alloy" },
      { Prefer: "respond-async" },
    );

  it("is refused for another language, and not among the voices that speak it", async () => {
    const { status, body } = await ask("spanish");
    expect({ status, body }).toMatchObject({ status: 422, body: { code: "UNSUPPORTED_LANGUAGE" } });
    expect(JSON.stringify(body)).toMatch(
      /“kokoro\/alloy” does not speak spanish\. Voices that do: es(?:, es[-+\w]+)*\./,
    );
  });

  it("is taken for its own", async () => {
    expect(await ask("english")).toMatchObject({ status: 202 });
  });
});
