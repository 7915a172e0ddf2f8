import { basename, join } from "node:path";
import { type Client, createClient, type JobResource } from "@headway-jobs/client";
import type { ConversationResult } from "@headway-jobs/contract";
import type { ExamResult } from "@headway-jobs/exam/kept/kept-exams";
import { cpWordErrors } from "@headway-jobs/exam/scores/cp-word-errors";
import { diarizationErrors } from "@headway-jobs/exam/scores/diarization-errors";
import { textErrors, wordsOf } from "@headway-jobs/exam/scores/word-errors";
import type { ModelCapability } from "@headway-jobs/local-models/manifest/model-manifest";
import type { RecordingWithReference } from "@headway-jobs/exam/sets/read-recordings";
import { primaryLanguage } from "@headway-jobs/ports/translation";
import { z } from "zod";
import { uploadFile } from "../upload-file.ts";
import { examFacts, type ExamFindings, type ExamSetup, measured } from "./exam-setup.ts";

export interface RecordingSet {
  readonly name: string;
  readonly language: string;
  readonly recordings: readonly RecordingWithReference[];
}

/** Around each boundary of the reference: people and programs set boundaries at slightly different moments. */
const COLLAR_S = 0.25;

/** What was found in a recording, and by what. */
interface Heard {
  readonly recording: RecordingWithReference;
  readonly timeline: readonly Utterance[];
  /** As `usage.providers` names them. */
  readonly providers: readonly string[];
  readonly seconds: number;
  readonly durationS: number;
}

type Utterance = Pick<ConversationResult["timeline"][number], "speaker" | "t_start" | "t_end" | "text">;

/**
 * Recordings as conversation jobs of a server with the settings in force and an empty data folder: what a user gets, from the finding of speech to the
 * words. Word errors count for the recogniser, speakers for the model that separates them. Recordings that fail are left out, with a remark.
 */
export async function examRecordings(setup: ExamSetup, set: RecordingSet): Promise<ExamFindings> {
  const heard: Heard[] = [];
  const remarks: string[] = [];
  const { memoryMb } = await measured(setup, () =>
    withServer(setup, async (client) => {
      for (const [at, recording] of set.recordings.entries()) {
        const name = basename(recording.file);
        setup.show(`Hearing ${name} (${at + 1} of ${set.recordings.length}) …`);
        const job = await analyse(client, recording.file, setup.signal);
        const one = heardIn(recording, job);
        if (typeof one === "string") remarks.push(`${name} was left out: ${one}`);
        else heard.push(one);
      }
    }),
  );
  const models = await installedModels(setup);
  const ears = new Set(heard.flatMap(({ providers }) => thoseThat("ear", providers, models)));
  const results: ExamResult[] = [];
  const details: ExamResult[] = [];
  for (const ear of ears) {
    const own = heard.filter(({ providers }) => isOf(ear, providers, models));
    const common = { ...examFacts(setup), language: primaryLanguage(set.language), memory_mb: memoryMb };
    results.push(...scoresOf(ear, own, { ...common, set: set.name }, models));
    const groups = new Set(own.map(({ recording }) => recording.group));
    if (groups.size < 2) continue;
    for (const group of groups) {
      const part = own.filter(({ recording }) => recording.group === group);
      details.push(
        ...scoresOf(ear, part, { ...common, memory_mb: null, set: group === "" ? set.name : group }, models),
      );
    }
  }
  if (ears.size === 0) remarks.push("No recogniser took part: no speech was found in any recording.");
  const mixed = heard.filter(({ providers }) => thoseThat("ear", providers, models).length > 1);
  for (const { recording, providers } of mixed)
    remarks.push(`${basename(recording.file)} was left out: ${providers.join(" and ")} took part.`);
  return { results, details, remarks };
}

/** A recording counts for the recogniser that heard it alone; silence in which nothing was found counts for each. */
function isOf(ear: string, providers: readonly string[], models: Models): boolean {
  const own = thoseThat("ear", providers, models);
  return own.length === 0 || (own.length === 1 && own[0] === ear);
}

async function withServer<T>(setup: ExamSetup, work: (client: Client) => Promise<T>): Promise<T> {
  const { startServer } = await setup.composition();
  const server = await startServer({
    ...setup.config,
    dataDir: join(setup.scratchDir, "server"),
    databaseUrl: undefined,
    host: "127.0.0.1",
    port: 0,
    auth: "open",
    trustProxy: false,
    services: [],
    logLevel: "silent",
    // It takes no part in hearing, and may cost money.
    llm: undefined,
  });
  try {
    return await work(createClient({ baseUrl: server.url, fetch: setup.fetch }));
  } finally {
    await server.stop();
  }
}

async function analyse(client: Client, file: string, signal: AbortSignal): Promise<JobResource> {
  const input = { file: await uploadFile(client, file) };
  const { job_id: jobId } = await client.jobs.create({ kind: "conversation", input }, { signal });
  return client.jobs.waitForEnd(jobId, { signal });
}

const resultSchema = z.object({
  duration: z.number(),
  timeline: z.array(z.object({ speaker: z.string(), t_start: z.number(), t_end: z.number(), text: z.string() })),
});
const usageSchema = z.object({ providers: z.array(z.object({ name: z.string() })).default([]) });

/** What a job found; a sentence when it failed. That nothing is heard is a finding: there may be nothing. */
function heardIn(recording: RecordingWithReference, job: JobResource): Heard | string {
  const providers = usageSchema.parse(job.usage).providers.map(({ name }) => name);
  const seconds = (Date.parse(job.finished_at ?? "") - Date.parse(job.started_at ?? "")) / 1000;
  const found = { recording, providers, seconds };
  if (job.status === "completed") {
    const { timeline, duration } = resultSchema.parse(job.result);
    return { ...found, timeline, durationS: duration };
  }
  if (job.error?.code === "NO_UTTERANCES") return { ...found, timeline: [], durationS: 0 };
  return job.error?.message ?? "the job was cancelled";
}

/** What the installed models do, by the names that `usage.providers` has. A provider that is none of them is a recogniser. */
type Models = ReadonlyMap<string, ModelCapability>;

async function installedModels({ config, fetch }: ExamSetup): Promise<Models> {
  const { openModelStore } = await import("@headway-jobs/local-models/store/model-store");
  const installed = await openModelStore({ folder: config.modelsDir, fetch }).installed();
  return new Map(installed.map(({ manifest }) => [`local/${manifest.name}`, manifest.capability]));
}

/** Those of the providers that do one thing. Two models that work together are named as `local/ONE with OTHER`. */
function thoseThat(does: ModelCapability, providers: readonly string[], models: Models): readonly string[] {
  return providers.filter((name) => (models.get(name.split(" with ")[0] ?? "") ?? "ear") === does);
}

type Common = Pick<ExamResult, "measured_at" | "version" | "language" | "memory_mb" | "set">;

function scoresOf(ear: string, heard: readonly Heard[], common: Common, models: Models): readonly ExamResult[] {
  const withWords = heard.filter(({ recording }) => recording.text !== null);
  const withTurns = heard.filter(({ recording }) => recording.turns !== null);
  const withSpeakers = heard.filter(({ recording }) => recording.spoken !== null);
  const words: ExamResult = {
    ...common,
    capability: "ear",
    provider: ear,
    items: withWords.length,
    word_errors: sumOf(withWords.map(({ recording, timeline }) => textErrors(recording.text ?? "", textOf(timeline)))),
    ...speedOf(withWords),
  };
  const separated = new Set(withTurns.flatMap(({ providers }) => thoseThat("speakers", providers, models)));
  const speakers: ExamResult = {
    ...common,
    capability: "speakers",
    provider: separated.size === 0 ? "built-in" : [...separated].join(" + "),
    // Who speaks when does not depend on the words.
    language: "mul",
    items: Math.max(withTurns.length, withSpeakers.length),
    ...(withTurns.length === 0 ? {} : { diarization: diarizationOf(withTurns) }),
    ...(withSpeakers.length === 0 ? {} : { heard_by: ear, cp_word_errors: cpErrorsOf(withSpeakers) }),
    ...speedOf(withTurns),
  };
  return [...(withWords.length > 0 ? [words] : []), ...(speakers.items > 0 ? [speakers] : [])];
}

function textOf(timeline: readonly Utterance[]): string {
  return timeline.map(({ text }) => text).join(" ");
}

function sumOf(all: readonly { readonly errors: number; readonly words: number }[]) {
  return {
    errors: all.reduce((sum, { errors }) => sum + errors, 0),
    words: all.reduce((sum, { words }) => sum + words, 0),
  };
}

function cpErrorsOf(heard: readonly Heard[]) {
  return sumOf(
    heard.map(({ recording, timeline }) => {
      const found = timeline.map(({ speaker, text }) => ({ speaker, words: wordsOf(text) }));
      return cpWordErrors(recording.spoken ?? [], found);
    }),
  );
}

function diarizationOf(heard: readonly Heard[]): NonNullable<ExamResult["diarization"]> {
  const all = heard.map(({ recording, timeline }) => {
    const found = timeline.map(({ speaker, t_start, t_end }) => ({ speaker, startS: t_start, endS: t_end }));
    return diarizationErrors(recording.turns ?? [], found, { collarS: COLLAR_S });
  });
  const sum = (of: (one: (typeof all)[number]) => number): number =>
    Math.round(all.reduce((total, one) => total + of(one), 0) * 1000) / 1000;
  return {
    speech_s: sum(({ speechS }) => speechS),
    missed_s: sum(({ missedS }) => missedS),
    false_s: sum(({ falseS }) => falseS),
    confused_s: sum(({ confusedS }) => confusedS),
    collar_s: COLLAR_S,
  };
}

/** Of the whole analysis: decoding, finding speech, recognition and the reading of each utterance. */
function speedOf(heard: readonly Heard[]): Pick<ExamResult, "real_time_factor"> {
  const durationS = heard.reduce((sum, one) => sum + one.durationS, 0);
  const seconds = heard.reduce((sum, one) => sum + (one.durationS === 0 ? 0 : one.seconds), 0);
  return durationS === 0 ? {} : { real_time_factor: Math.round((seconds / durationS) * 1000) / 1000 };
}
