import { type Command, InvalidArgumentError } from "commander";
import { createReadStream } from "node:fs";
import { readFile } from "node:fs/promises";
import { extname, resolve } from "node:path";
import { probe } from "@headway-jobs/tools/ffmpeg/probe";
import type { CliContext, Report } from "../context.ts";
import { type LiveSource, sendLive } from "../conversation/send-live.ts";
import { heardWithLine } from "../conversation/heard-with.ts";
import { transcriptDisplay } from "../conversation/transcript-display.ts";
import { reportEnding } from "../ending.ts";
import { CliError } from "../exit-codes.ts";
import { followJob, type FollowOptions } from "../follow-job.ts";
import { saveArtifacts } from "../save-artifact.ts";
import { type ServerLink, withServer } from "../server-link.ts";
import { readNamed, uploadFile } from "../upload-file.ts";

interface AnalyzeOptions {
  readonly live?: true;
  readonly goal?: string;
  readonly transcript?: string;
  readonly speakers?: number;
  readonly output?: string;
  readonly cancelOnInterrupt?: true;
  readonly json?: true;
  readonly url?: string;
}

export function addAnalyzeCommand(program: Command, context: CliContext, report: Report): void {
  program
    .command("analyze")
    .description("analyse a recorded or live conversation: transcript, emotions, moments, summary")
    .argument("<file>", "the recording; - reads standard input, with --live")
    .option("--live", "send the recording in real time, as a microphone would; Ctrl-C ends it")
    .option("--goal <text>", 'what to look for, e.g. "why they hesitate to buy"')
    .option("--transcript <file>", "a transcript that you already have: a .vtt, .srt or .json file")
    .option("--speakers <number>", "number of speakers (default: detected)", wholeNumber)
    .option("-o, --output <folder>", "save transcript, chart and all results there")
    .option("--cancel-on-interrupt", "Ctrl-C cancels the job instead of leaving it running")
    .option("--json", "events as NDJSON on standard output")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (file: string, options: AnalyzeOptions) => {
      checkOptions(file, options);
      await withServer(context, options, async (link) => {
        const listening = options.live === true ? await startLive(link, file, options, context) : null;
        const jobId = listening?.jobId ?? (await submitRecording(link, file, options, context));
        await follow(link, { jobId, options, following: listening?.following ?? {} }, context, report);
        await listening?.sent;
      });
    });
}

function checkOptions(file: string, { live, transcript, speakers }: AnalyzeOptions): void {
  if (file === "-" && live !== true) throw new CliError("usage", "Standard input is read with --live only.");
  if (live === true && (transcript !== undefined || speakers !== undefined)) {
    throw new CliError("usage", "--transcript and --speakers cannot be used with --live.");
  }
}

async function submitRecording(
  { client }: ServerLink,
  file: string,
  { goal, transcript, speakers }: AnalyzeOptions,
  { cwd }: CliContext,
): Promise<string> {
  // First, so that no recording is sent for a transcript that cannot be read.
  const said =
    transcript === undefined
      ? undefined
      : await readNamed(transcript, () => readFile(resolve(cwd, transcript), "utf8"));
  const input = { file: await uploadFile(client, resolve(cwd, file), file), goal, speakers, transcript: said };
  return (await client.jobs.create({ kind: "conversation", input })).job_id;
}

interface Listening {
  readonly jobId: string;
  /** Resolves when everything was sent; never rejects before it is waited for. */
  readonly sent: Promise<void>;
  readonly following: Pick<FollowOptions, "onFirstInterrupt">;
}

/** A live session that is fed while it is followed. The first Ctrl-C ends the sound; what was heard is still summed up. */
async function startLive(
  { client }: ServerLink,
  file: string,
  { goal }: AnalyzeOptions,
  context: CliContext,
): Promise<Listening> {
  const source = await liveSource(file, context);
  const suffix = extname(file);
  const session = await client.live.start({
    ...(goal === undefined ? {} : { goal }),
    ...(suffix === "" ? {} : { suffix }),
  });
  const stop = new AbortController();
  const sent = sendLive(client, session.session_id, source, { nowMs: context.nowMs, stop: stop.signal });
  // The session's own end says what went wrong first.
  sent.catch(() => undefined);
  return {
    jobId: session.job_id,
    sent,
    following: {
      onFirstInterrupt() {
        context.terminal.note("End of the recording; creating the summary …");
        stop.abort();
      },
    },
  };
}

async function liveSource(file: string, { cwd }: CliContext): Promise<LiveSource> {
  if (file === "-") return { content: process.stdin, bytesPerS: null };
  const path = resolve(cwd, file);
  const { durationMs, sizeBytes } = await readNamed(file, () => probe(path, { signal: new AbortController().signal }));
  if (durationMs === 0) throw new CliError("usage", `${file} does not state its duration, which --live needs.`);
  return { content: createReadStream(path), bytesPerS: (sizeBytes / durationMs) * 1_000 };
}

async function follow(
  link: ServerLink,
  job: {
    readonly jobId: string;
    readonly options: AnalyzeOptions;
    readonly following: Pick<FollowOptions, "onFirstInterrupt">;
  },
  context: CliContext,
  report: Report,
): Promise<void> {
  const { jobId, options } = job;
  const json = options.json === true;
  if (!json) context.terminal.note(context.terminal.paint("dim", jobId));
  const display = transcriptDisplay(context.terminal);
  const following = { json, display, cancelOnInterrupt: options.cancelOnInterrupt === true, ...job.following };
  const watched = await followJob(link.client, jobId, following, context);
  const heardWith = watched.ended && !json ? heardWithLine(watched.job) : null;
  if (heardWith !== null) context.terminal.note(heardWith);
  const code = reportEnding(watched, jobId, link, context);
  if (options.output !== undefined && watched.ended && watched.job.status === "completed") {
    const folder = resolve(context.cwd, options.output);
    await saveArtifacts(link.client, jobId, folder);
    context.terminal.note(folder);
  }
  report(code);
}

function wholeNumber(value: string): number {
  if (/^\d{1,2}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("Give a whole number.");
}
