import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { keepExams } from "@headway-jobs/exam/kept/kept-exams";
import { installTestLibraries } from "@headway-jobs/local-models/testing/test-libraries";
import { installTinyCtcEar, installTinyVoice } from "@headway-jobs/local-models/testing/tiny-models";
import { ENGLISH_SPANISH, writeToyModel } from "@headway-jobs/local-models/testing/toy-marian";
import { describe, expect, it } from "vitest";
import { startServer } from "../main.ts";
import { fliteSpeech } from "../providers/voice/flite.ts";
import { commandBench, type CommandBench } from "./testing/bench.ts";

/** A command line with the real server and tiny models, which run in the real libraries. */
async function examBench(): Promise<CommandBench> {
  const bench = await commandBench({ startServer });
  const models = join(bench.cwd, ".headway/models");
  await installTinyVoice(models);
  await installTinyCtcEar(models);
  const toy = join(models, "toy-en-es");
  const { manifest } = await writeToyModel(toy, { from: "en", to: "es", words: ENGLISH_SPANISH });
  await writeFile(join(toy, "model.json"), JSON.stringify({ ...manifest, name: "toy-en-es" }));
  await installTestLibraries(models);
  return bench;
}

async function writeSpeech(file: string, text: string): Promise<void> {
  const { audio } = await fliteSpeech().model.doGenerate({ text });
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, audio);
}

interface Printed {
  readonly results: readonly Record<string, unknown>[];
  readonly remarks: readonly string[];
}

const printedBy = (bench: CommandBench): Printed => JSON.parse(bench.out.join("\n")) as Printed;

describe("headway exam", () => {
  it("measures the voice by the recogniser in force, keeps the figures of each, and doctor shows them", async () => {
    const bench = await examBench();
    expect(await bench.run("exam", "voice", "ear", "--sentences", "2", "--json")).toBe(0);
    const words = { errors: expect.any(Number), words: 23 };
    expect(printedBy(bench).results).toEqual([
      expect.objectContaining({
        capability: "voice",
        provider: "local/piper-tiny",
        language: "en",
        items: 2,
        heard_by: "local/ctc-tiny",
        word_errors: words,
        real_time_factor: expect.any(Number),
      }),
      expect.objectContaining({
        capability: "ear",
        provider: "local/ctc-tiny",
        set: "known sentences, spoken by local/piper-tiny",
        word_errors: words,
      }),
    ]);
    await bench.run("doctor");
    const page = bench.out.join("\n");
    expect(page).toMatch(/exam +voice local\/piper-tiny: \d+ % word errors \[en\] as heard by local\/ctc-tiny in/);
    expect(page).toMatch(
      /exam +ear local\/ctc-tiny: \d+ % word errors \[en\] in this machine's exam of \d{4}-\d\d-\d\d/,
    );
  }, 60_000);

  it("measures recordings as conversations: words, speakers and turns, as far as the references go", async () => {
    const bench = await examBench();
    const folder = join(bench.cwd, "calls");
    await writeSpeech(join(folder, "a.wav"), "Good morning, and welcome.");
    await writeFile(join(folder, "a.txt"), "Good morning, and welcome.");
    await writeSpeech(join(folder, "turns/b.wav"), "Let us begin.");
    await writeFile(join(folder, "turns/b.rttm"), "SPEAKER b 1 0 1 <NA> <NA> ann <NA> <NA>\n");
    await writeSpeech(join(folder, "unknown.wav"), "Hello.");
    expect(await bench.run("exam", "ear", "speakers", "--recordings", "calls")).toBe(0);
    const page = bench.out.join("\n");
    expect(page).toMatch(/ear +local\/ctc-tiny +calls \(en\) +1 +\d+\.\d % word errors of 4 +\d\.\d\d × real time/);
    expect(page).toMatch(/speakers +built-in +calls +1 +\d+\.\d % DER of 0\.5 s +/);
    expect(bench.notes).toEqual([expect.stringMatching(/^Left out, as they have no reference: .*unknown\.wav$/)]);
  }, 60_000);

  it("measures a parallel set by the translation that did it", async () => {
    const bench = await examBench();
    await writeFile(join(bench.cwd, "set.tsv"), "The house is red.\tLa casa es roja.\n");
    expect(await bench.run("exam", "translation", "--parallel", "set.tsv", "--pair", "en,es", "--json")).toBe(0);
    expect(printedBy(bench).results).toEqual([
      expect.objectContaining({ provider: "local/bergamot", language: "en>es", set: "set.tsv", items: 1, chrf: 100 }),
    ]);
  }, 60_000);

  it("counts figures for the recogniser that heard, and for none where several did", async () => {
    const bench = await examBench();
    await rm(join(bench.cwd, ".headway/models/ctc-tiny/tokens.txt"));
    expect(await bench.run("exam", "ear", "--sentences", "2", "--json")).toBe(0);
    const { results } = printedBy(bench);
    expect(results.map(({ provider }) => provider)).toEqual(["pocketsphinx"]);
  }, 60_000);

  it("says what was not run, and fails when that is all", async () => {
    const bench = await examBench();
    expect(await bench.run("exam", "speakers", "translation")).toBe(1);
    expect(bench.out).toEqual([]);
    expect(bench.notes).toEqual([
      "speakers: not run. Name a folder of recordings with references: --recordings FOLDER.",
      "translation: not run. Name a file with sentences and their translations, separated by a tab: --parallel FILE.",
    ]);
    await bench.run("doctor");
    expect(bench.out.join("\n")).toMatch(/exam +none: the voices.*\n.*headway exam/);
  });

  it.each([
    [["smell"], /smell cannot be measured; there are voice, ear, speakers, translation/],
    [["--language", "xx", "voice"], /no sentences in the language “xx”; there are en, es, fr, de/],
    [["--recordings", "missing"], /missing cannot be read: The folder of recordings cannot be read/],
    [["--parallel", "missing.tsv"], /missing\.tsv cannot be read: there is no such file/],
    [["--parallel", "plain.tsv"], /plain\.tsv does not name its languages.*--pair en,es/],
    [["--pair", "english"], /Give two languages/],
    [["--sentences", "0"], /Give a whole number/],
  ])("with %j says what is wrong", async (options, said) => {
    const bench = await commandBench();
    await writeFile(join(bench.cwd, "plain.tsv"), "Yes.\tSí.\n");
    expect(await bench.run("exam", ...options)).toBeGreaterThan(0);
    expect(bench.notes.join("\n")).toMatch(said);
  });
});

it("a result is said to be made with a provider and what this machine's exam found for it", async () => {
  const bench = await commandBench();
  const measured = { language: "en", set: "known sentences", items: 10, version: "0.1.0", memory_mb: null };
  await keepExams(join(bench.cwd, ".headway"), [
    {
      ...measured,
      capability: "voice",
      provider: "espeak-ng",
      measured_at: "2026-12-01T10:00:00.000Z",
      word_errors: { errors: 1, words: 4 },
      heard_by: "pocketsphinx",
    },
  ]);
  expect(await bench.run("speak", "Good morning.", "-o", "hello.flac")).toBe(0);
  expect(bench.notes).toContain(
    "Made with espeak-ng (25 % word errors [en] as heard by pocketsphinx in this machine's exam of 2026-12-01).",
  );
});
