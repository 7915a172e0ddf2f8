import { SPEECH_FORMATS, type SpeechFormat } from "@headway-jobs/contract";
import { type Command, InvalidArgumentError } from "commander";
import { rm } from "node:fs/promises";
import { extname } from "node:path";
import { text as readAll } from "node:stream/consumers";
import { encodeSpeech } from "@headway-jobs/tools/sound/encode-speech";
import type { CliContext, Report } from "../context.ts";
import { CliError } from "../exit-codes.ts";
import { makeFile, type MakeOptions } from "../make-file.ts";
import { newFile } from "../new-file.ts";
import { saveArtifact } from "../save-artifact.ts";
import type { ServerLink } from "../server-link.ts";

interface SpeakOptions extends Omit<MakeOptions, "output"> {
  readonly output?: string;
  readonly from: string;
  readonly to?: string;
  readonly voice?: number;
}

export function addSpeakCommand(program: Command, context: CliContext, report: Report): void {
  program
    .command("speak")
    .description("turn a text into speech, translated when --to names another language, and save the sound")
    .argument("<text>", "what to say; - reads standard input")
    .option(
      "-o, --output <file>",
      `where to save it: a .${SPEECH_FORMATS.join(", .")} file (default: a new file named after the text)`,
    )
    .option("--from <language>", "language of the text, e.g. en or en-gb", "en")
    .option("--to <language>", "language of the speech, e.g. es (default: that of the text)")
    .option("--voice <id>", "id of a voice from /list-voices (default: the first that matches)", wholeNumber)
    .option("--cancel-on-interrupt", "Ctrl-C cancels the job instead of leaving it running")
    .option("--json", "events as NDJSON on standard output, the saved file last")
    .option("--url <url>", "server to use, instead of HEADWAY_URL")
    .action(async (given: string, options: SpeakOptions) => {
      // Before standard input is waited for.
      if (options.output !== undefined) formatOf(options.output);
      const text = given === "-" ? await readAll(process.stdin) : given;
      const output = options.output ?? (await newFile(context.cwd, text, "flac"));
      const format = formatOf(output);
      const input = speechInput(text, options);
      await makeFile(
        context,
        { ...options, output },
        { kind: "speech", input },
        {
          save: (link, jobId, file) => saveSound(link, jobId, file, format),
          report,
        },
      );
    });
}

function speechInput(text: string, { from, to, voice }: SpeakOptions): Readonly<Record<string, unknown>> {
  const spoken = { text, voice_id: voice };
  return to === undefined
    ? { task: "tts", ...spoken, language: from }
    : { task: "translated-tts", ...spoken, source_language: from, target_language: to };
}

function formatOf(output: string): SpeechFormat {
  const extension = extname(output).slice(1).toLowerCase();
  const format = SPEECH_FORMATS.find((known) => known === extension);
  if (format !== undefined) return format;
  throw new CliError("usage", `--output takes a file that ends in .${SPEECH_FORMATS.join(", .")}`);
}

async function saveSound({ client }: ServerLink, jobId: string, file: string, format: SpeechFormat): Promise<void> {
  if (format === "flac") return saveArtifact(client, jobId, "speech.flac", file);
  const flac = `${file}.flac`;
  try {
    await saveArtifact(client, jobId, "speech.flac", flac);
    await encodeSpeech({ file: flac, format, out: file, signal: new AbortController().signal });
  } finally {
    await rm(flac, { force: true });
  }
}

function wholeNumber(value: string): number {
  if (/^\d{1,9}$/.test(value)) return Number(value);
  throw new InvalidArgumentError("Give a voice's number.");
}
