import { HeadwayError } from "@headway-jobs/contract";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { requireTool, type ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { programList } from "@headway-jobs/tools/programs/program-list";
import { askTool } from "@headway-jobs/tools/programs/ask-tool";
import { runTool } from "@headway-jobs/tools/programs/run-tool";
import { countUse } from "../metering.ts";
import { type Mode, modesOf, reachablePairs, routeBetween } from "./apertium-routes.ts";
import { directionOf, languageName, type Translation, type TranslationRequest } from "@headway-jobs/ports/translation";
import { type Occurrence, termMatcher } from "@headway-jobs/ports/translation-terms";
import { hideUntranslatable, polish, recase, restoreUntranslatable } from "./translated-text.ts";

/** Texts of one run of the program; a run costs about 0.2 s however little it translates. */
const MAX_BATCH_CHARS = 12_000;
const RUN_LIMIT_MS = 60_000;

/** Rule-based translation by the installed Apertium pairs, directly or by way of one other language. */
export function apertiumTranslation(env: ToolEnv = process.env): Translation {
  const installedModes = programList("apertium", env, () => listModes(env));
  return {
    async pairs() {
      return reachablePairs(await installedModes());
    },
    async translate(request) {
      const direction = directionOf(request);
      if (direction === null) return { texts: [...request.texts], warnings: [] };
      const { from, to } = direction;
      await requireTool("apertium", env);
      const modes = await installedModes();
      const route = routeBetween(modes, from, to);
      if (route === null) throw unsupported(modes, from, to);
      const { texts, lostTerms } = await translateAlong(route, request, env);
      const warnings = [
        ...detour(route, from, to),
        ...(lostTerms.length === 0 ? [] : [`The dictionary could not be followed for: ${lostTerms.join(", ")}.`]),
        ...(request.formality === undefined ? [] : ["The installed translation knows no formality."]),
      ];
      return { texts, warnings, literal: true };
    },
  };
}

function detour(route: readonly Mode[], from: string, to: string): string[] {
  const [first, second] = route;
  if (second === undefined) return [];
  return [`Translated from ${languageName(from)} to ${languageName(to)} by way of ${languageName(first?.to ?? "")}.`];
}

async function listModes(env: ToolEnv): Promise<Mode[]> {
  const task = "listing its pairs";
  return modesOf(await askTool({ tool: "apertium", args: ["-l"], task, timeLimitMs: RUN_LIMIT_MS, env }));
}

function unsupported(modes: readonly Mode[], from: string, to: string): HeadwayError {
  const targets = reachablePairs(modes).filter((pair) => pair.from === from);
  const known =
    targets.length === 0
      ? "none"
      : targets
          .map((pair) => languageName(pair.to))
          .toSorted()
          .join(", ");
  return new HeadwayError(
    "UNSUPPORTED_LANGUAGE",
    `No installed translation leads from ${languageName(from)} to ${languageName(to)}; from ${languageName(from)} these can be reached: ${known}.`,
  );
}

async function translateAlong(
  route: readonly Mode[],
  request: TranslationRequest,
  env: ToolEnv,
): Promise<{ readonly texts: string[]; readonly lostTerms: readonly string[] }> {
  const sources = request.texts.map((text) => text.replaceAll(/\s+/gu, " ").trim());
  const termsIn = termMatcher(request.terms ?? []);
  const run = { env, signal: request.signal };
  const kept = await translateKeeping(route, sources, termsIn, run);
  const lost = sources.filter((source, index) => kept[index] === null && termsIn(source).length > 0);
  // A translation without the dictionary is better than none.
  const without = lost.length === 0 ? [] : await translateKeeping(route, lost, () => [], run);
  // A placeholder that did not survive even so would lose an address or a number: then the source's own words are better.
  const texts = kept.map((text, index) => {
    const source = sources[index] ?? "";
    return text ?? without[lost.indexOf(source)] ?? source;
  });
  return { texts, lostTerms: [...new Set(lost.flatMap((source) => termsIn(source).map(({ term }) => term.from)))] };
}

/** Null for a text in which something that was to be kept got lost. */
async function translateKeeping(
  route: readonly Mode[],
  sources: readonly string[],
  termsIn: (text: string) => readonly Occurrence[],
  run: Run,
): Promise<(string | null)[]> {
  const hidden = sources.map((source) =>
    hideUntranslatable(route[0]?.from === "en" ? source.replaceAll(CAPITAL_NOUNS, lowerCase) : source, termsIn),
  );
  const last = route.at(-1)?.to ?? "";
  let texts = hidden.map(({ text }) => text);
  for (const { mode } of route) texts = await translateAll(mode, texts, run);
  return texts.map((text, index) => {
    const { text: source, kept } = hidden[index] ?? { text: "", kept: [] };
    const restored = restoreUntranslatable(recase(text, source), kept);
    return restored === null ? null : polish(restored, sources[index] ?? "", last);
  });
}

/** Common nouns that English writes with a capital: a translator takes them for names and leaves them, article and all. */
const CAPITAL_NOUNS = /\b[Tt]he (?:Sun|Moon|Earth|Internet|Web)\b/gu;

function lowerCase(text: string): string {
  return text.toLowerCase();
}

interface Run {
  readonly env: ToolEnv;
  readonly signal: AbortSignal | undefined;
}

async function translateAll(mode: string, texts: readonly string[], run: Run): Promise<string[]> {
  const translated: string[] = [];
  for (const batch of batchesOf(texts)) translated.push(...(await translateBatch(mode, batch, run)));
  return translated;
}

function batchesOf(texts: readonly string[]): string[][] {
  const batches: string[][] = [[]];
  let size = 0;
  for (const text of texts) {
    if (size > 0 && size + text.length > MAX_BATCH_CHARS) {
      batches.push([]);
      size = 0;
    }
    batches.at(-1)?.push(text);
    size += text.length;
  }
  return batches.filter((batch) => batch.length > 0);
}

/** One run for many texts, an empty line between them; should the count not come out right, each text gets a run of its own. */
async function translateBatch(mode: string, texts: readonly string[], run: Run): Promise<string[]> {
  const speaking = texts.filter((text) => /\p{L}/u.test(text));
  if (speaking.length === 0) return [...texts];
  const together = paragraphsOf(await translateText(mode, speaking.join("\n\n"), run));
  const translated =
    together.length === speaking.length
      ? together
      : await speaking.reduce<Promise<string[]>>(async (before, text) => {
          const done = await before;
          return [...done, paragraphsOf(await translateText(mode, text, run)).join(" ")];
        }, Promise.resolve([]));
  let at = 0;
  return texts.map((text) => (/\p{L}/u.test(text) ? (translated[at++] ?? text) : text));
}

function paragraphsOf(output: string): string[] {
  return output
    .split(/\n\s*\n/u)
    .map((paragraph) => paragraph.replaceAll(/\s+/gu, " ").trim())
    .filter((paragraph) => paragraph !== "");
}

async function translateText(
  mode: string,
  text: string,
  { env, signal = new AbortController().signal }: Run,
): Promise<string> {
  // A file and not stdin: node's pipes are sockets, which the program cannot open as /dev/stdin.
  const base = env["TMPDIR"] ?? tmpdir();
  await mkdir(base, { recursive: true });
  const directory = await mkdtemp(join(base, "headway-translation-"));
  countUse({ name: "apertium", characters: text.length });
  try {
    const file = join(directory, "source.txt");
    await writeFile(file, `${text}\n\n`);
    const { stdout } = await runTool({
      tool: "apertium",
      args: ["-u", mode, file],
      task: "translating",
      signal,
      env,
      timeLimitMs: RUN_LIMIT_MS,
    });
    return new TextDecoder().decode(stdout);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}
