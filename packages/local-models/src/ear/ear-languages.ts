import { dictionary, HeadwayError } from "@headway-jobs/contract";
import type { ModelManifest } from "../manifest/model-manifest.ts";

// The languages of Whisper's tokenizer (`LANGUAGES` in whisper/tokenizer.py, MIT), whose codes its models are asked by.
const WHISPER = new Set(
  (
    "en zh de es ru ko fr ja pt tr pl ca nl ar sv it id hi fi vi he uk el ms cs ro da hu ta no th ur hr bg lt la mi ml cy sk te fa lv bn sr az sl kn et " +
    "mk br eu is hy ne mn bs kk sq sw gl mr pa si km sn yo so af oc ka be tg sd gu am yi lo uz fo ht ps tk nn mt sa lb my bo tl mg as tt haw ln ha ba jw su"
  ).split(" "),
);

/** Codes by which Whisper knows a language under another name. */
const ALIASES: Readonly<Record<string, string>> = dictionary({ nb: "no", cmn: "zh", fil: "tl", jv: "jw", iw: "he" });

const primaryOf = (tag: string): string => tag.toLowerCase().split(/[-_]/)[0] ?? "";

/** ISO 639 codes that a model understands; null when it takes any. */
export function languagesOf({ languages }: ModelManifest): readonly string[] | null {
  return languages.includes("mul") ? null : [...new Set(languages.map(primaryOf))];
}

/** Every code by which a model can be asked, other names of its languages included; null when it takes any. */
export function understoodLanguages(manifest: ModelManifest): readonly string[] | null {
  const known = languagesOf(manifest);
  if (known === null || manifest.format !== "whisper") return known;
  const names = Object.keys(ALIASES).filter((name) => known.includes(ALIASES[name] ?? ""));
  return [...new Set([...known, ...names])];
}

/** Whether a model can be asked for a language. */
export function understands(manifest: ModelManifest, asked: string): boolean {
  try {
    return languageCode(manifest, asked) !== "";
  } catch {
    return false;
  }
}

/** The model's own code of a language that was asked for. Throws UNSUPPORTED_LANGUAGE. */
export function languageCode(manifest: ModelManifest, asked: string): string {
  const primary = primaryOf(asked);
  const own = manifest.format === "whisper" ? (ALIASES[primary] ?? primary) : primary;
  const known = languagesOf(manifest);
  const isKnown =
    known === null ? manifest.format !== "whisper" || WHISPER.has(own) : known.includes(primary) || known.includes(own);
  if (isKnown) return own;
  const offer = known === null ? "that language" : `${known.join(", ")} only`;
  throw new HeadwayError(
    "UNSUPPORTED_LANGUAGE",
    known === null
      ? `The local model ${manifest.name} does not understand ${offer}.`
      : `The local model ${manifest.name} understands ${offer}.`,
  );
}
