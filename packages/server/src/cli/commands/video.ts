import type { Client } from "@headway-jobs/client";
import { VIDEO_SIZES, VIDEO_THEMES, VIDEO_TONES } from "@headway-jobs/contract";
import { type Command, InvalidArgumentError, Option } from "commander";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { text } from "node:stream/consumers";
import type { CliContext, Report } from "../context.ts";
import { CliError } from "../exit-codes.ts";
import { makeFile, type MakeOptions } from "../make-file.ts";
import { newFile } from "../new-file.ts";
import { saveArtifact } from "../save-artifact.ts";

interface VideoOptions extends Omit<MakeOptions, "output"> {
  readonly output?: string;
  readonly source?: string;
  readonly slides?: number;
  readonly language?: string;
  readonly tone?: string;
  readonly voice?: string;
  readonly size?: string;
  readonly theme?: string;
  readonly captions: boolean;
}

export function addVideoCommand(program: Command, context: CliContext, report: Report): void {
  program
    .command("video")
    .description("create a narrated video about a topic and save it")
    .argument("<topic>", "topic and title of the video")
    .option("-o, --output <file>", "where to save the MP4 (default: a new file named after the topic)")
    .option("--source <file>", "Markdown or plain text to teach from; - reads standard input")
    .option("--slides <number>", "1 to 20 slides (default: 5)", wholeNumber)
    .option("--language <name>", "language of the narration (default: english)")
    .addOption(new Option("--tone <tone>", "style of the narration (default: formal)").choices(VIDEO_TONES))
    .option("--voice <voice>", "a voice of the configured speech adapter; see `headway doctor`")
    .addOption(new Option("--size <size>", "picture size (default: 1920x1080)").choices(VIDEO_SIZES))
    .addOption(new Option("--theme <theme>", "look of the slides (default: dark)").choices(VIDEO_THEMES))
    .option("--no-captions", "leave out the caption track")
    .option("--cancel-on-interrupt", "Ctrl-C cancels the job instead of leaving it running")
    .option("--json", "events as NDJSON on standard output, the saved file last")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (topic: string, options: VideoOptions) => {
      const input = await videoInput(topic, options, context);
      const output = options.output ?? (await newFile(context.cwd, topic, "mp4"));
      await makeFile(
        context,
        { ...options, output },
        { kind: "video", input },
        {
          save: async ({ client }, jobId, file) => saveArtifact(client, jobId, await videoName(client, jobId), file),
          report,
        },
      );
    });
}

async function videoInput(
  topic: string,
  options: VideoOptions,
  context: CliContext,
): Promise<Readonly<Record<string, unknown>>> {
  const { language, tone, voice, size, theme } = options;
  return {
    topic,
    num_slides: options.slides,
    language,
    tone,
    voice,
    size,
    theme,
    captions: options.captions,
    source: options.source === undefined ? undefined : await readSource(options.source, context.cwd),
  };
}

async function readSource(name: string, cwd: string): Promise<string> {
  if (name === "-") return text(process.stdin);
  let content: Uint8Array;
  try {
    content = await readFile(resolve(cwd, name));
  } catch (error) {
    throw new CliError("usage", `--source ${name} cannot be read: ${(error as Error).message}`, { cause: error });
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch (error) {
    throw new CliError("usage", `--source ${name} is not UTF-8 text.`, { cause: error });
  }
}

async function videoName(client: Client, jobId: string): Promise<string> {
  const video = (await client.artifacts(jobId)).find(({ media_type }) => media_type === "video/mp4");
  if (video === undefined)
    throw new CliError(
      "failed",
      `${jobId} is completed but its video has been removed; it may be older than the retention time.`,
    );
  return video.name;
}

function wholeNumber(value: string): number {
  if (/^\d{1,3}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("Give a whole number.");
}
