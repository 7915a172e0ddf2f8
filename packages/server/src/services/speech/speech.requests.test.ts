import { MAX_SPEECH_CHARS } from "@headway-jobs/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { TestServer } from "../video/testing/server.ts";

const request = { text: "Good morning.", voice_id: 205402, source_language: 1, target_language: 54 };

describe("a request for speech", () => {
  let server: TestServer;
  beforeAll(async () => {
    server = await TestServer.start();
  });
  afterAll(() => server.dispose());

  const sentence = async (body: object) => JSON.stringify((await server.post("/translated-tts", body)).body["detail"]);
  const get = async (path: string) => {
    const response = await fetch(server.url(path));
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  };

  it.each([
    ["no text", "translated-tts", { ...request, text: undefined }, "text"],
    ["an empty text", "translated-tts", { ...request, text: "" }, "text"],
    ["a blank text", "translated-tts", { ...request, text: " \n\t" }, "text"],
    ["50,001 characters", "translated-tts", { ...request, text: "a".repeat(MAX_SPEECH_CHARS + 1) }, "text"],
    ["nothing but an emoji", "translated-tts", { ...request, text: "😀" }, "text"],
    ["no voice", "translated-tts", { ...request, voice_id: null }, "voice_id"],
    ["a voice's id as a string", "translated-tts", { ...request, voice_id: "205402" }, "voice_id"],
    ["an unknown voice", "translated-tts", { ...request, voice_id: 7 }, "voice_id"],
    ["a voice of another language", "translated-tts", { ...request, voice_id: 100101 }, "voice_id"],
    ["a language's id as a string", "translated-tts", { ...request, target_language: "54" }, "target_language"],
    ["a language that is none", "translated-tts", { ...request, target_language: 137 }, "target_language"],
    ["a pair nobody translates", "translated-tts", { ...request, target_language: 139 }, "target_language"],
    ["a source nobody translates", "translated-tts", { ...request, source_language: 82 }, "source_language"],
    ["an unknown formality", "translated-tts", { ...request, formality: 3 }, "formality"],
    ["an unknown gender", "translated-tts", { ...request, gender: 5 }, "gender"],
    ["an impossible age", "translated-tts", { ...request, age: 0 }, "age"],
    ["no language to speak", "tts", { text: "Hola.", voice_id: 205402 }, "language"],
    ["another language to speak", "tts", { text: "Hola.", voice_id: 205402, language: 1 }, "voice_id"],
    ["no texts", "translate", { texts: [], source_language: 1, target_language: 54 }, "texts"],
    ["a blank one of the texts", "translate", { texts: ["a", " "], source_language: 1, target_language: 54 }, "texts"],
    [
      "too many characters in all",
      "translate",
      { texts: ["a".repeat(30_000), "b".repeat(30_000)], source_language: 1, target_language: 54 },
      "texts",
    ],
  ])("with %s is refused at /%s with the field that is wrong", async (_what, task, body, field) => {
    const refused = await server.post(`/${task}`, body);
    expect(refused.status).toBe(422);
    const detail = refused.body["detail"] as { loc: string[]; msg: string; type: string }[];
    expect(detail.map(({ loc }) => loc.slice(0, 2))).toContainEqual(["body", field]);
    expect(detail.every(({ msg, type }) => msg.length > 5 && type.length > 2)).toBe(true);
  });

  it("names what would be possible when it refuses", async () => {
    expect(await sentence({ ...request, target_language: 139 })).toMatch(/chinese \(china\).*es-es \(54\)/);
    expect(await sentence({ ...request, voice_id: 100101 })).toMatch(/SLT.*does not speak spanish.*205402/);
    expect(await sentence({ ...request, voice_id: 7 })).toMatch(/no voice 7.*205402/);
  });

  it("takes null for what is left out, tags for languages, and members it does not know", async () => {
    const nulls = { project_name: null, folder_id: null, age: null, formality: null, gender: null };
    const body = {
      ...request,
      ...nulls,
      chosen_dictionaries: null,
      source_language: "EN",
      target_language: "es-ES",
      run_id: 9,
    };
    const accepted = await server.post("/translated-tts", body);
    expect(accepted.status).toBe(200);
    expect(accepted.body).toEqual({
      task_id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
      job_id: expect.stringMatching(/^job_/),
    });
    const job = await server.job(String(accepted.body["job_id"]));
    expect(await server.job(String(accepted.body["task_id"]))).toMatchObject({ job_id: job.job_id });
    const other = await get(`/translate/${String(accepted.body["task_id"])}`);
    expect(other.status).toBe(404);
  });

  it.each([
    ["/translated-tts/00000000-0000-4000-8000-000000000000", 404],
    ["/translated-tts/not-a-task", 404],
    ["/tts-result/999999", 404],
    ["/translation-result/999999", 404],
    ["/tts-result/0e5b1e6c-7d0c-4a7e-9a39-0c6a8f0d4b11", 422],
    ["/translation-result/0e5b1e6c-7d0c-4a7e-9a39-0c6a8f0d4b11", 422],
    ["/tts-result/-1", 422],
    ["/tts-result/1?output_type=video", 422],
    ["/tts-result/1?format=midi", 422],
  ])("GET %s is answered with %i", async (path, status) => {
    const answer = await get(path);
    expect(answer.status).toBe(status);
    if (status === 422) expect(answer.body["detail"]).toEqual([expect.objectContaining({ loc: expect.any(Array) })]);
  });

  it.each([
    [{ run_ids: [999_999] }, 404],
    [{ run_ids: ["1"] }, 422],
    [{ run_ids: [] }, 422],
    [{}, 422],
  ])("bulk results for %j are answered with %i", async (body, status) => {
    expect((await server.post("/tts-results", body)).status).toBe(status);
    expect((await server.post("/translation-results", body)).status).toBe(status);
  });

  it("lists languages and voices with the members that clients expect", async () => {
    const lists = await Promise.all(["/source-languages", "/target-languages", "/list-voices"].map(get));
    const [sources, targets, voices] = lists.map(({ body }) => body as unknown as Record<string, unknown>[]);
    expect(sources).toContainEqual({ id: 1, language: "english (united states)", short_name: "en-us" });
    expect(targets).toContainEqual({ id: 54, language: "spanish (spain)", short_name: "es-es" });
    expect(targets?.map(({ short_name: tag }) => tag)).not.toContain("zh-cn");
    expect(voices).toContainEqual(
      expect.objectContaining({
        id: 205402,
        voice_name: expect.any(String),
        gender: 2,
        language: 54,
        language_tag: "es-es",
      }),
    );
    for (const { id } of targets ?? []) {
      const genders = voices?.filter(({ language }) => language === id).map(({ gender }) => gender);
      expect(genders).toEqual(expect.arrayContaining([1, 2]));
    }
  });

  it("gives the same task for the same Idempotency-Key", async () => {
    const key = { "Idempotency-Key": "good-morning" };
    const first = await server.post("/translated-tts", request, key);
    const second = await server.post("/translated-tts", request, key);
    expect(second.body).toEqual(first.body);
    expect((await server.post("/translated-tts", { ...request, text: "Good night." }, key)).status).toBe(422);
  });
});

describe("speech on a machine without the programs", () => {
  it("is refused with the sentence that says what to install", async () => {
    const server = await TestServer.start({ PATH: "" });
    try {
      const refused = await server.post("/translated-tts", request);
      expect(refused).toMatchObject({ status: 503, body: { code: "TOOL_MISSING" } });
      expect(JSON.stringify(refused.body)).toMatch(/headway doctor/);
      expect(await (await fetch(server.url("/source-languages"))).json()).toEqual([]);
      expect(await (await fetch(server.url("/list-voices"))).json()).toEqual([]);
    } finally {
      await server.dispose();
    }
  });
});
