import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { EXAM_CAPABILITIES, type ProviderExam } from "@headway-jobs/contract";
import { type Command, InvalidArgumentError } from "commander";
import { loadConfig } from "../../config/load-config.ts";
import type { CliContext, Report } from "../context.ts";
import { CliError, EXIT } from "../exit-codes.ts";
import { interruptible } from "../models/interruptible.ts";
import { readNamed } from "../upload-file.ts";

interface ExamOptions {
  readonly language: string;
  readonly recordings?: string;
  readonly parallel?: string;
  readonly pair?: readonly [string, string];
  readonly sentences: number;
  readonly json?: true;
}

type Capability = ProviderExam["capability"];

export function addExamCommand(program: Command, context: CliContext, report: Report): void {
  program
    .command("exam")
    .description(
      "measure the configured voice, recogniser, speakers and translation on this machine, and keep the figures",
    )
    .argument("[capabilities...]", `what to measure: ${EXAM_CAPABILITIES.join(", ")}; all when left out`)
    .option("--recordings <folder>", "recordings with references: NAME.wav with NAME.txt, NAME.vtt or NAME.rttm")
    .option("--parallel <file>", "sentences with their translations, separated by a tab")
    .option("--pair <from,to>", "languages of the parallel set, where its first line does not name them", pairOf)
    .option("--language <tag>", "language of the sentences that are spoken, and of the recordings", "en")
    .option("--sentences <number>", "how many sentences are spoken and translated at most", wholeNumber, 500)
    .option("--json", "as JSON")
    .action(async (capabilities: readonly string[], options: ExamOptions) => {
      report(await exam(capabilities, options, context));
    });
}

async function exam(capabilities: readonly string[], options: ExamOptions, context: CliContext) {
  const config = loadConfig(context);
  // Loaded only here: other commands need no providers.
  const [{ runExam }, { keepExams }, { examTable }, { systemClock }] = await Promise.all([
    import("../exam/run-exam.ts"),
    import("@headway-jobs/exam/kept/kept-exams"),
    import("../exam/exam-table.ts"),
    import("@headway-jobs/tools/time/system-clock"),
  ]);
  const plan = {
    capabilities: chosen(capabilities),
    language: options.language,
    sentences: options.sentences,
    recordings: await recordingsOf(options, context),
    parallel: await parallelOf(options, context),
  };
  const { terminal, env, composition, fetch } = context;
  const scratchDir = await mkdtemp(join(tmpdir(), "headway-exam-"));
  const show = (line: string): void => terminal.redraw(terminal.paint("dim", line));
  const found = await interruptible(context, async (signal) => {
    try {
      return await runExam({ config, env, composition, fetch, clock: systemClock, scratchDir, signal, show }, plan);
    } finally {
      terminal.redraw("");
      await rm(scratchDir, { recursive: true, force: true });
    }
  });
  if (found === null) return EXIT.interrupted.code;
  const { results, details, remarks } = found;
  if (results.length > 0) await keepExams(config.dataDir, results);
  if (options.json === true) terminal.out(JSON.stringify(found, null, 2));
  else if (results.length > 0) terminal.out(examTable(results, details, terminal.paint));
  for (const remark of remarks) terminal.note(remark);
  return results.length === 0 ? EXIT.failed.code : EXIT.ok.code;
}

function chosen(names: readonly string[]): ReadonlySet<Capability> {
  const unknown = names.filter((name) => !EXAM_CAPABILITIES.some((one) => one === name));
  if (unknown.length > 0) {
    throw new CliError("usage", `${unknown.join(", ")} cannot be measured; there are ${EXAM_CAPABILITIES.join(", ")}.`);
  }
  return new Set(EXAM_CAPABILITIES.filter((one) => names.length === 0 || names.includes(one)));
}

async function recordingsOf({ recordings: named, language }: ExamOptions, { cwd, terminal }: CliContext) {
  if (named === undefined) return null;
  const [{ readRecordings }, { setName }] = await Promise.all([
    import("@headway-jobs/exam/sets/read-recordings"),
    import("../exam/run-exam.ts"),
  ]);
  const folder = resolve(cwd, named);
  const { recordings, withoutReference } = await readNamed(named, () => readRecordings(folder));
  if (withoutReference.length > 0) terminal.note(`Left out, as they have no reference: ${withoutReference.join(", ")}`);
  return { name: setName(folder), language, recordings };
}

async function parallelOf({ parallel: named, pair }: ExamOptions, { cwd }: CliContext) {
  if (named === undefined) return null;
  const [{ readParallel }, { setName }] = await Promise.all([
    import("@headway-jobs/exam/sets/read-parallel"),
    import("../exam/run-exam.ts"),
  ]);
  const text = await readNamed(named, () => readFile(resolve(cwd, named), "utf8"));
  const { from, to, sentences } = readParallel(text);
  const [source, target] = pair ?? [from, to];
  if (source === null || target === null) {
    throw new CliError("usage", `${named} does not name its languages in its first line; give them: --pair en,es`);
  }
  return { name: setName(named), from: source, to: target, sentences };
}

function pairOf(value: string): readonly [string, string] {
  const [, from, to] = /^([A-Za-z-]{2,20})[,>]([A-Za-z-]{2,20})$/.exec(value) ?? [];
  if (from === undefined || to === undefined) throw new InvalidArgumentError("Give two languages, such as en,es.");
  return [from, to];
}

function wholeNumber(value: string): number {
  if (/^[1-9]\d{0,5}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("Give a whole number.");
}
