import { writeFile } from "node:fs/promises";
import { Repositories, type Source } from "./repositories.ts";

/** UD-PUD: the same sentences of news and Wikipedia, translated by professionals. CC BY-SA 3.0. */
const ENGLISH = {
  source: { repository: "UniversalDependencies/UD_English-PUD", commit: "f16eba4ae7f3d161870ed320676c5088b8fa476c" },
  path: "en_pud-ud-test.conllu",
};
const SPANISH = {
  source: { repository: "UniversalDependencies/UD_Spanish-PUD", commit: "818a82b8628c9cbec78750c7e83ccba34b9ce22b" },
  path: "es_pud-ud-test.conllu",
};

/** Placeholders, which PUD has none of. The Spanish references are our own. */
const PLACEHOLDERS = [
  ["{count} files were moved to {folder}.", "Se movieron {count} archivos a {folder}."],
  ["Hello <b>%s</b>, you have %d new messages.", "Hola, <b>%s</b>: tienes %d mensajes nuevos."],
  ["The price is ${price} per month.", "El precio es de ${price} al mes."],
  ["Welcome back, {{name}}!", "¡Hola de nuevo, {{name}}!"],
] as const;

/** Writes English sentences and their Spanish translations as a parallel set for `headway exam --parallel`. */
export async function fetchParallel(file: string, repositories: string): Promise<void> {
  const sources = new Repositories(repositories);
  const [english, spanish] = [await sentencesOf(sources, ENGLISH), await sentencesOf(sources, SPANISH)];
  if (english.length !== spanish.length) throw new Error("The two files of PUD have not the same number of sentences.");
  const pairs = [...PLACEHOLDERS, ...english.map((source, at) => [source, spanish[at] ?? ""] as const)];
  await writeFile(file, `en\tes\n${pairs.map(([source, reference]) => `${source}\t${reference}\n`).join("")}`);
}

/** The comments of CoNLL-U hold the sentences. */
async function sentencesOf(
  sources: Repositories,
  { source, path }: { readonly source: Source; readonly path: string },
): Promise<string[]> {
  const lines = (await sources.read(source, path)).toString().split("\n");
  return lines.flatMap((line) => /^# text = (.*)$/u.exec(line)?.[1]?.trim().replaceAll("\t", " ") ?? []);
}
