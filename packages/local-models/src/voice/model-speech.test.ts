import { testSpeech } from "@headway-jobs/ports/testing/speech";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ModelProcesses } from "../process/model-processes.ts";
import {
  installPublishedTinyVoice,
  installTinyKokoro,
  installTinyVoice,
  TEST_RUNTIME,
} from "../testing/tiny-models.ts";
import { modelSpeech } from "./model-speech.ts";

let models: string;
const processes = new ModelProcesses();
beforeAll(async () => {
  models = await mkdtemp(join(tmpdir(), "models-"));
});
afterAll(async () => {
  await processes.close();
  await rm(models, { recursive: true });
});

const ENGLISH = { language: "en-us", text: "This is one sentence." };
const RUNNING = { processes, runtime: TEST_RUNTIME };

testSpeech("a local Piper voice", async () => {
  const voice = await installTinyVoice(models);
  return { speech: modelSpeech({ models: () => Promise.resolve([voice]), ...RUNNING }), ...ENGLISH };
});

testSpeech("a local Kokoro model", async () => {
  const voice = await installTinyKokoro(models);
  return { speech: modelSpeech({ models: () => Promise.resolve([voice]), ...RUNNING }), ...ENGLISH };
});

testSpeech("a Piper voice as it is published", async () => {
  const voice = await installPublishedTinyVoice(models);
  return { speech: modelSpeech({ models: () => Promise.resolve([voice]), ...RUNNING }), ...ENGLISH };
});

describe("local voices", () => {
  it("is a placeholder", () => expect(1).toBe(1));
});
