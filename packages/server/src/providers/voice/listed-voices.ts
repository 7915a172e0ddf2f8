import type { VoiceInfo } from "@headway-jobs/ports/speech";
import { z } from "zod";
import { answeredBadly, unreached, type VendorServer } from "../vendor-server.ts";

/**
 * The voices that a server with OpenAI's API lists for a model; null where it has no list. There is no standard for it, so the known places are asked in turn:
 *
 * - `GET /models/MODEL` with `voices` of that model alone: Speaches (src/speaches/routers/models.py, 870e1e1).
 * - `GET /audio/voices`: Kokoro-FastAPI (api/src/routers/openai_compatible.py, 26eec06), Chatterbox-TTS-Server (server.py, 68213e7), Orpheus-FastAPI (app.py,
 *   7bd4cfc), openai-edge-tts (app/server.py, edaed2a) and vLLM-Omni, which puts uploaded voices beside its own. `model` is for proxies such as llama-swap.
 * - `GET /voices`: chatterbox-tts-api (app/api/endpoints/voices.py, a5f4661).
 *
 * LocalAI and openedai-speech have none of these. Throws an APICallError when the server cannot be asked.
 */
export async function listedVoices(
  { baseURL, apiKey }: VendorServer,
  { modelId, maker, signal }: { readonly modelId: string; readonly maker: string; readonly signal: AbortSignal },
): Promise<VoiceInfo[] | null> {
  const headers = apiKey === undefined ? undefined : { Authorization: `Bearer ${apiKey}` };
  const model = modelId.split("/").map(encodeURIComponent).join("/");
  let failure: unknown;
  for (const path of [`/models/${model}`, `/audio/voices?model=${encodeURIComponent(modelId)}`, "/voices"]) {
    try {
      const found = voicesIn(await answerOf(`${baseURL}${path}`, headers, signal), maker);
      if (found.length > 0) return found;
    } catch (error) {
      signal.throwIfAborted();
      failure ??= error;
    }
  }
  if (failure !== undefined) throw failure;
  return null;
}

/** The JSON of an answer; undefined where the server does not know the address or answers with a page. */
export async function answerOf(
  url: string,
  headers: Readonly<Record<string, string>> | undefined,
  signal: AbortSignal,
): Promise<unknown> {
  const response = await fetch(url, { signal, ...(headers === undefined ? {} : { headers }) }).catch(
    (error: unknown) => {
      throw unreached(url, error);
    },
  );
  const text = await response.text().catch((error: unknown) => {
    throw unreached(url, error);
  });
  if (UNKNOWN_ADDRESS.has(response.status)) return undefined;
  if (!response.ok) throw answeredBadly(response, text);
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** 400 and 422: the address means something else there. */
const UNKNOWN_ADDRESS: ReadonlySet<number> = new Set([400, 404, 405, 410, 422, 501]);

const text = z.string().nullish().catch(null);
const entrySchema = z.union([
  z.string(),
  z.looseObject({
    id: text,
    voice_id: text,
    name: text,
    display_name: text,
    language: text,
    lang: text,
    locale: text,
    gender: text,
  }),
]);
type Entry = z.infer<typeof entrySchema>;
const list = z.array(z.unknown()).catch([]);
const bodySchema = z.union([
  z.array(z.unknown()),
  z.looseObject({ voices: list, uploaded_voices: list }).transform((body) => [...body.voices, ...body.uploaded_voices]),
]);

/** Each once, in the server's order; an entry that names no voice is none. */
function voicesIn(body: unknown, maker: string): VoiceInfo[] {
  const entries = bodySchema.safeParse(body).data ?? [];
  const found = entries.flatMap((entry) => voiceOf(entrySchema.safeParse(entry).data ?? "", maker));
  return [...new Map(found.map((voice) => [voice.id, voice])).values()];
}

function voiceOf(entry: Entry, maker: string): VoiceInfo[] {
  const stated = typeof entry === "string" ? { id: entry } : entry;
  const id = stated.id ?? stated.voice_id ?? stated.name ?? "";
  if (!/^[^\s\p{Cc}](?:[^\p{Cc}]{0,198}[^\s\p{Cc}])?$/u.test(id)) return [];
  const kokoro = kokoroVoice(id);
  const shown = stated.display_name ?? stated.name ?? id;
  return [
    {
      id,
      name: shown === id ? (kokoro?.name ?? id) : shown,
      language:
        languageIn(stated.language ?? stated.lang ?? stated.locale) ??
        kokoro?.language ??
        localeIn(id) ??
        localeIn(shown) ??
        "mul",
      gender: genderIn(stated.gender) ?? kokoro?.gender ?? "neutral",
      maker,
    },
  ];
}

/** By the first letter of their names (VOICES.md of hexgrad/Kokoro-82M); the second one is the gender. */
const KOKORO_LANGUAGES: ReadonlyMap<string, string> = new Map([
  ["a", "en-us"],
  ["b", "en-gb"],
  ["e", "es-es"],
  ["f", "fr-fr"],
  ["h", "hi-in"],
  ["i", "it-it"],
  ["j", "ja-jp"],
  ["p", "pt-br"],
  ["z", "zh-cn"],
]);

/** `af_bella`: Bella, American, female. */
function kokoroVoice(id: string): Pick<VoiceInfo, "name" | "language" | "gender"> | undefined {
  const [, letter = "", gender, name = ""] = /^([a-z])([fm])_([a-z]\w*)$/.exec(id) ?? [];
  const language = KOKORO_LANGUAGES.get(letter);
  if (language === undefined) return undefined;
  return {
    name: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    language,
    gender: gender === "f" ? "female" : "male",
  };
}

/** `en_US-amy-medium` (Piper), `en-US-AvaNeural` (Azure). */
function localeIn(name: string): string | undefined {
  const [, language, region] = /^([a-z]{2,3})[_-]([A-Z]{2})[_-]/.exec(name) ?? [];
  return language === undefined || region === undefined ? undefined : `${language}-${region.toLowerCase()}`;
}

function languageIn(stated: string | null | undefined): string | undefined {
  const tag = (stated ?? "").trim().toLowerCase().replaceAll("_", "-");
  return /^[a-z]{2,3}(?:-[a-z0-9]{2,4})?$/.test(tag) ? tag : undefined;
}

/** Of a vendor's word for it; undefined for any other word. */
export function genderIn(stated: string | null | undefined): VoiceInfo["gender"] | undefined {
  const word = (stated ?? "").trim().toLowerCase();
  if (/^(?:f|female|feminine|woman)$/.test(word)) return "female";
  return /^(?:m|male|masculine|man)$/.test(word) ? "male" : undefined;
}
