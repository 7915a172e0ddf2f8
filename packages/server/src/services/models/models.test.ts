import { rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import type { Client, JobEvent } from "@headway-jobs/client";
import { answer, holdAfter } from "@headway-jobs/local-models/testing/stub-hub";
import { describe, expect, it } from "vitest";
import { ModelsServer } from "./testing/models-server.ts";
import { contentOfModel, MODEL_BYTES, pathOfModel } from "./testing/toy-catalogue.ts";

const VOICE = pathOfModel("voice-en");

/** The job of a model once it has ended, with its log. */
async function ended(client: Client, jobId: string) {
  const events: JobEvent[] = [];
  const job = await client.jobs.waitForEnd(jobId, { onEvent: (event) => events.push(event) });
  return { job, events, types: events.map(({ type }) => type) };
}

async function stateOf(client: Client, name: string) {
  const { models } = await client.localModels.list();
  return models.find((one) => one.name === name);
}

/** Begins to fetch a model of which the hub sends half, and waits until that half has arrived. */
async function halfFetched(server: ModelsServer) {
  const held = holdAfter(contentOfModel("voice-en"), MODEL_BYTES / 2);
  server.hub.next(VOICE, held.once);
  const client = server.client();
  const { job_id: jobId } = await client.localModels.add("voice-en");
  for await (const event of client.events(jobId)) {
    if (event.type === "local_model.progress" && event["done_bytes"] === MODEL_BYTES / 2) break;
  }
  return { client, jobId, held };
}

describe("the list of local models", () => {
  it("has size, licence, page, state and use of each, and what is recommended", async () => {
    const server = await ModelsServer.start();
    const { models, ...rest } = await server.client().localModels.list();
    expect(rest).toEqual({
      libraries: [],
      languages: ["en"],
      recommended_bytes: 2 * MODEL_BYTES,
      may_change: true,
      summary: "",
    });
    expect(models.find(({ name }) => name === "ear")).toEqual({
      name: "ear",
      capability: "ear",
      languages: ["mul"],
      licence: "MIT",
      page: "https://hub.example/ear",
      description: "Any of 99 languages.",
      state: "available",
      size_bytes: MODEL_BYTES,
      arrived_bytes: 0,
      problems: [],
      recommended: true,
      used_for: ["conversation"],
      library: "sherpa-onnx",
      job_id: null,
    });
  });

  it("takes other languages to recommend for, and refuses what is none", async () => {
    const server = await ModelsServer.start();
    expect((await server.client().localModels.list({ languages: ["es", "pt-br"] })).languages).toEqual(["es", "pt-br"]);
    const refused = await server.request("/v1/local-models?languages=es,%2e%2e");
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ errors: [{ loc: ["query", "languages", 1] }] });
  });
});

describe("adding a model", () => {
  it("is a job whose log has the bytes in order, that they were verified, and that it is installed", async () => {
    const server = await ModelsServer.start();
    const client = server.client();
    const accepted = await client.localModels.add("voice-en");
    expect(accepted).toMatchObject({ kind: "local_model", metadata: { title: "voice-en", models: ["voice-en"] } });
    const { job, events, types } = await ended(client, accepted.job_id);
    expect(job).toMatchObject({
      status: "completed",
      result: {
        models: [
          { name: "voice-en", capability: "voice", licence: "MIT", new: true, bytes: MODEL_BYTES, recorded: [] },
        ],
        message: "voice-en is installed.",
      },
    });
    const bytes = events.flatMap((event) =>
      event.type === "local_model.progress" ? [Number(event["done_bytes"])] : [],
    );
    expect(bytes).toEqual(bytes.toSorted((a, b) => a - b));
    expect(bytes.at(-1)).toBe(MODEL_BYTES);
    expect(types.slice(-3)).toEqual(["local_model.verified", "local_model.installed", "job.completed"]);
    expect(await stateOf(client, "voice-en")).toMatchObject({ state: "installed", job_id: null });
    expect((await client.localModels.list()).summary).toBe("voices en-us");
  });

  it("takes the recommended ones as one job, with their names", async () => {
    const server = await ModelsServer.start();
    const client = server.client();
    const accepted = await client.localModels.add("recommended", { languages: ["en"] });
    expect(accepted.metadata).toMatchObject({ title: "Recommended models (2)", models: ["voice-en", "ear"] });
    const { job, types } = await ended(client, accepted.job_id);
    expect(job.status).toBe("completed");
    expect(types.filter((type) => type === "local_model.installed")).toHaveLength(2);
    expect((await client.localModels.list()).recommended_bytes).toBe(0);
  });

  it("of an installed model is a job that fetches nothing", async () => {
    const server = await ModelsServer.start();
    const client = server.client();
    await ended(client, (await client.localModels.add("voice-en")).job_id);
    const { job, types } = await ended(client, (await client.localModels.add("voice-en")).job_id);
    expect(job.result).toMatchObject({ models: [{ new: false }], message: "voice-en is installed already." });
    expect(types).toContain("local_model.installed");
    expect(types).not.toContain("local_model.verified");
    expect(server.hub.requests.map(({ path }) => path)).toEqual([VOICE]);
  });

  it("twice at once is one job and one download", async () => {
    const server = await ModelsServer.start();
    const { client, jobId, held } = await halfFetched(server);
    const again = await Promise.all([client.localModels.add("voice-en"), client.localModels.add("voice-en")]);
    expect(again.map(({ job_id: id }) => id)).toEqual([jobId, jobId]);
    const { headers } = await server.request("/v1/local-models/voice-en", { method: "POST" });
    expect(headers.get("location")).toBe(`/v1/jobs/${jobId}`);
    held.release();
    expect((await ended(client, jobId)).job.status).toBe("completed");
    expect(server.hub.requests).toHaveLength(1);
  });

  it("of a damaged model fetches it again, and says what was wrong", async () => {
    const server = await ModelsServer.start();
    const client = server.client();
    await ended(client, (await client.localModels.add("voice-en")).job_id);
    await truncate(join(server.modelsDir, "voice-en", "model.onnx"), 10);
    expect(await stateOf(client, "voice-en")).toMatchObject({
      state: "damaged",
      problems: [`model.onnx has 10 bytes instead of ${MODEL_BYTES}.`],
    });
    const { events } = await ended(client, (await client.localModels.add("voice-en")).job_id);
    expect(events.find(({ type }) => type === "local_model.replaced")).toMatchObject({ name: "voice-en" });
    expect(await stateOf(client, "voice-en")).toMatchObject({ state: "installed" });
  });

  it("stops when the job is cancelled, and the next job continues with what has arrived", async () => {
    const server = await ModelsServer.start();
    const { client, jobId } = await halfFetched(server);
    expect(await stateOf(client, "voice-en")).toMatchObject({
      state: "partial",
      arrived_bytes: MODEL_BYTES / 2,
      job_id: jobId,
    });
    await client.jobs.cancel(jobId);
    const { events } = await ended(client, (await client.localModels.add("voice-en")).job_id);
    expect(events.at(-1)?.type).toBe("job.completed");
    expect(server.hub.requests.map(({ range }) => range)).toEqual([undefined, `bytes=${MODEL_BYTES / 2}-`]);
  });

  it("continues after the server was killed, in the same job", async () => {
    const server = await ModelsServer.start();
    const { jobId } = await halfFetched(server);
    await server.kill();
    expect(await server.parts()).toHaveLength(1);
    await server.boot();
    const { job } = await ended(server.client(), jobId);
    expect(job).toMatchObject({ status: "completed", result: { models: [{ new: true }] } });
    expect(server.hub.requests.map(({ range }) => range)).toEqual([undefined, `bytes=${MODEL_BYTES / 2}-`]);
  }, 30_000);

  it.each([
    ["a hub that refuses", answer(403, "Accept the terms first"), "MODEL_REFUSED", /Accept the terms first/],
    ["a file that it does not have", answer(404, "Entry not found"), "MODEL_REFUSED", /404/],
    ["another content", answer(200, "x".repeat(MODEL_BYTES)), "MODEL_DAMAGED", /SHA-256/],
  ])("from %s fails with a code and the words of it", async (_case, once, code, message) => {
    const server = await ModelsServer.start();
    server.hub.next(VOICE, once);
    const client = server.client();
    const { job } = await ended(client, (await client.localModels.add("voice-en")).job_id);
    expect(job).toMatchObject({ status: "failed", error: { code, message: expect.stringMatching(message) } });
  });

  it("without a network fails, and says that it can be tried again", async () => {
    const server = await ModelsServer.start();
    await server.hub.close();
    const client = server.client();
    const { job } = await ended(client, (await client.localModels.add("voice-en")).job_id);
    expect(job).toMatchObject({ status: "failed", error: { code: "MODEL_UNAVAILABLE" } });
    // The host that really failed, which behind a mirror or a redirect is another one than the model's.
    expect(job.error?.message).toMatch(
      /^127\.0\.0\.1:\d+ cannot be reached \(.*\)\. model\.onnx of voice-en comes from http:/,
    );
  });

  it("on a full disk fetches nothing, and says how much is needed", async () => {
    const server = await ModelsServer.start("--free-bytes", "1000000");
    const client = server.client();
    const { job } = await ended(client, (await client.localModels.add("voice-en")).job_id);
    expect(job).toMatchObject({
      status: "failed",
      error: {
        code: "DISK_FULL",
        message: expect.stringMatching(/^The models need 2 MB more, and 67 MB must stay free; 1 MB are free/),
      },
    });
    expect(server.hub.requests).toEqual([]);
  });

  it.each([
    ["voice-eng", 404, "UNKNOWN_MODEL", /Did you mean voice-en\?/],
    ["..%2F..%2F", 404, "UNKNOWN_MODEL", /no model with the name/],
    ["%00", 404, "NOT_FOUND", /nothing of that name/],
  ])("of the name %s is refused", async (name, status, code, detail) => {
    const server = await ModelsServer.start();
    const refused = await server.request(`/v1/local-models/${name}`, { method: "POST", body: "{}" });
    expect(refused.status).toBe(status);
    expect(await refused.json()).toMatchObject({ code, detail: expect.stringMatching(detail) });
  });

  it.each([
    ["languages with a model by name", "/v1/local-models/ear", { languages: ["en"] }],
    ["an unknown member", "/v1/local-models/recommended", { language: ["en"] }],
    ["a language that is none", "/v1/local-models/recommended", { languages: ["../en"] }],
    ["an unknown model of a native job", "/v1/jobs", { kind: "local_model", input: { models: ["eer"] } }],
  ])("refuses %s", async (_case, path, body) => {
    const server = await ModelsServer.start();
    const refused = await server.request(path, { method: "POST", body: JSON.stringify(body) });
    expect(refused.status).toBe(422);
    expect(await refused.json()).toMatchObject({ code: "INVALID_INPUT" });
  });
});

describe("removing a model", () => {
  it("says what takes over, for one capability and for all of them", async () => {
    const server = await ModelsServer.start();
    const client = server.client();
    await ended(client, (await client.localModels.add("recommended")).job_id);
    expect(await client.localModels.remove("voice-en")).toEqual({
      name: "voice-en",
      message: expect.stringMatching(
        /^No model for voices is left\. In force again: voice: .+\. Still installed: recognition any language\.$/,
      ),
      installed: ["ear"],
    });
    expect(await client.localModels.remove("ear")).toMatchObject({
      message: expect.stringMatching(/^No model is installed any more\. In force again: voice: .+ · ear: /),
      installed: [],
    });
    await expect(client.localModels.remove("ear")).rejects.toMatchObject({ status: 404, code: "UNKNOWN_MODEL" });
  });

  it("is refused while it is being fetched, and afterwards discards what has arrived", async () => {
    const server = await ModelsServer.start();
    const { client, jobId } = await halfFetched(server);
    await expect(client.localModels.remove("voice-en")).rejects.toMatchObject({ status: 409, code: "MODEL_BUSY" });
    await client.jobs.cancel(jobId);
    await expect
      .poll(() =>
        client.localModels.remove("voice-en").then(
          () => true,
          () => false,
        ),
      )
      .toBe(true);
    expect(await server.parts()).toEqual([]);
    expect(await stateOf(client, "voice-en")).toMatchObject({ state: "available" });
  });
});

describe("what is in force", () => {
  it("is said for each capability, with what would improve it", async () => {
    const server = await ModelsServer.start();
    const before = await server.client().providers();
    expect(before.capabilities.map(({ capability, setting, is_set: isSet }) => [capability, setting, isSet])).toEqual([
      ["voice", "HEADWAY_SPEECH", false],
      ["ear", "HEADWAY_TRANSCRIPTION", false],
      ["translation", "HEADWAY_TRANSLATION", false],
      ["language_model", "HEADWAY_LLM", false],
      ["pictures", "HEADWAY_IMAGES", false],
    ]);
    expect(before.capabilities[0]?.providers[0]).toEqual({
      name: "local",
      kind: "local",
      host: null,
      languages: null,
      models: [],
      rough: false,
      problem: "no model is installed",
    });
    expect(before.sentence).toMatch(/^voice: /);
  });

  it("names the host of a configured server for administrators, and never a key or the path of its address", async () => {
    const entry = {
      name: "kokoro",
      type: "openai",
      model: "kokoro",
      base_url: "http://voices.internal:8880/secret-path/v1",
      api_key: "sk-secret-key",
      languages: ["en"],
    };
    const env = { HEADWAY_PROVIDERS: JSON.stringify([entry]), HEADWAY_SPEECH: "kokoro" };
    const server = await ModelsServer.start({ env }, "--auth", "keys");
    const [plain, admin] = await Promise.all([server.client(0).providers(), server.client(1).providers()]);
    expect(admin.capabilities[0]).toMatchObject({
      is_set: true,
      providers: [{ name: "kokoro", kind: "configured", host: "voices.internal:8880", languages: ["en"] }],
    });
    expect(plain.capabilities[0]?.providers[0]?.host).toBeNull();
    expect(JSON.stringify([plain, admin])).not.toContain("secret");
  });
});

describe("who may change models", () => {
  it("is a key with the scope admin, by whatever route; others see the list", async () => {
    const server = await ModelsServer.start("--auth", "keys");
    const [plain, admin] = [server.client(0), server.client(1)];
    expect((await plain.localModels.list()).may_change).toBe(false);
    expect((await admin.localModels.list()).may_change).toBe(true);
    const missing = { status: 403, code: "FORBIDDEN_SCOPE" };
    await expect(plain.localModels.add("ear")).rejects.toMatchObject(missing);
    await expect(plain.localModels.remove("ear")).rejects.toMatchObject(missing);
    await expect(plain.jobs.create({ kind: "local_model", input: { models: ["ear"] } })).rejects.toMatchObject(missing);
    const { job_id: jobId } = await admin.localModels.add("ear");
    await ended(admin, jobId);
    // The same owner's other key may read the job, and not run it again.
    await expect(plain.jobs.rerun(jobId)).rejects.toMatchObject(missing);
    expect(server.hub.requests).toHaveLength(1);
  });

  it("does not see another owner's download, and shares it", async () => {
    const server = await ModelsServer.start("--auth", "keys");
    const held = holdAfter(contentOfModel("ear"), MODEL_BYTES / 2);
    server.hub.next(pathOfModel("ear"), held.once);
    const [ann, bob] = [server.client(1), server.client(2)];
    const first = await ann.localModels.add("ear");
    await expect.poll(async () => (await stateOf(ann, "ear"))?.arrived_bytes).toBe(MODEL_BYTES / 2);
    expect(await stateOf(bob, "ear")).toMatchObject({ state: "partial", job_id: null });
    await expect(bob.jobs.get(first.job_id)).rejects.toMatchObject({ status: 404 });
    const second = await bob.localModels.add("ear");
    expect(second.job_id).not.toBe(first.job_id);
    await expect.poll(async () => (await bob.jobs.get(second.job_id)).status).toBe("in_progress");
    held.release();
    const jobs = await Promise.all([ended(ann, first.job_id), ended(bob, second.job_id)]);
    expect(jobs.map(({ job }) => job.status)).toEqual(["completed", "completed"]);
    expect(server.hub.requests).toHaveLength(1);
  });
});

describe("a folder of models that was removed by hand", () => {
  it("is one without models", async () => {
    const server = await ModelsServer.start();
    const client = server.client();
    await ended(client, (await client.localModels.add("ear")).job_id);
    await rm(server.modelsDir, { recursive: true });
    expect(await stateOf(client, "ear")).toMatchObject({ state: "available" });
    expect((await ended(client, (await client.localModels.add("ear")).job_id)).job.status).toBe("completed");
  });
});
