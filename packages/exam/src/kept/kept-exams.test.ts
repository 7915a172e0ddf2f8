import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { providerExamSchema } from "@headway-jobs/contract";
import { describe, expect, it, onTestFinished } from "vitest";
import { type ExamResult, keepExams, readKeptExams } from "./kept-exams.ts";

async function dataFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "headway-exam-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return join(folder, "data");
}

const EAR: ExamResult = {
  capability: "ear",
  provider: "local/whisper-base-int8",
  language: "en",
  set: "calls",
  items: 3,
  measured_at: "2026-12-01T10:00:00.000Z",
  version: "0.1.0",
  word_errors: { errors: 11, words: 99 },
  memory_mb: 636,
  real_time_factor: 0.7,
};

const TRANSLATION: ExamResult = {
  capability: "translation",
  provider: "apertium",
  language: "en>es",
  set: "pud",
  items: 100,
  measured_at: "2026-12-01T10:00:00.000Z",
  version: "0.1.0",
  chrf: 53.2,
  memory_mb: null,
};

describe("kept results of exams", () => {
  it("are none before the first exam", async () => {
    const exams = await readKeptExams(await dataFolder());
    expect(exams).toMatchObject({ results: [], problem: null });
    expect(exams.of("flite")).toEqual({});
  });

  it("are those of the provider alone, in the form of the wire", async () => {
    const data = await dataFolder();
    const speakers: ExamResult = {
      ...EAR,
      capability: "speakers",
      provider: "built-in",
      diarization: { speech_s: 40, missed_s: 2, false_s: 3, confused_s: 5, collar_s: 0.25 },
    };
    await keepExams(data, [EAR, TRANSLATION, speakers]);
    const exams = await readKeptExams(data);
    expect(exams.of("local/whisper-base-int8")).toEqual({
      exam: {
        capability: "ear",
        language: "en",
        set: "calls",
        measured_at: EAR.measured_at,
        word_error_rate: 0.1111,
        words: 99,
      },
    });
    expect(exams.of("apertium")).toMatchObject({ exam: { language: "en>es", chrf: 53.2, sentences: 100 } });
    expect(exams.of("built-in")).toMatchObject({ exam: { diarization_error_rate: 0.25, speech_seconds: 40 } });
    expect(exams.of("whisper-base-int8")).toEqual({});
    for (const { provider } of exams.results)
      expect(providerExamSchema.safeParse(exams.of(provider).exam).success).toBe(true);
  });

  it("are replaced by newer ones of the same capability, provider and language, and no others", async () => {
    const data = await dataFolder();
    await keepExams(data, [EAR, TRANSLATION]);
    const spanish = { ...EAR, language: "es" };
    const better = { ...EAR, word_errors: { errors: 1, words: 99 } };
    await keepExams(data, [spanish]);
    await keepExams(data, [better]);
    expect((await readKeptExams(data)).results).toEqual([better, spanish, TRANSLATION]);
    expect(await readdir(data)).toEqual(["exam.json"]);
  });

  it.each([
    ["{", /is not what an exam writes/],
    ['{"results": 1}', /is not what an exam writes/],
  ])("that cannot be read (%j) are none, and the reason is given", async (text, problem) => {
    const data = await dataFolder();
    await keepExams(data, [EAR]);
    await writeFile(join(data, "exam.json"), text);
    expect(await readKeptExams(data)).toMatchObject({ results: [], problem: expect.stringMatching(problem) });
    await keepExams(data, [TRANSLATION]);
    expect(await readKeptExams(data)).toMatchObject({ results: [TRANSLATION], problem: null });
  });

  it("of another version are left out, and counted", async () => {
    const data = await dataFolder();
    await keepExams(data, [EAR]);
    const file = join(data, "exam.json");
    const text = await readFile(file, "utf8");
    await writeFile(file, text.replace('"results": [', '"results": [{"capability": "smell"},'));
    expect(await readKeptExams(data)).toMatchObject({ results: [EAR], problem: expect.stringContaining("1 results") });
  });
});
