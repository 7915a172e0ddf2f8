import { dictionary } from "./dictionary.ts";
/** What a provider (a model's server, a program) said of a failure: its own words, fit to be shown to people. */
export interface ProviderWords {
  /** `ollama/llama3.1`, `openai.speech/tts-1`, `ffmpeg`. */
  readonly name: string;
  /** One line without markup, control characters, keys; at most 300 characters. */
  readonly message: string;
  /** HTTP status, where there was one. */
  readonly status?: number;
}

const MAX_WORDS_CHARS = 300;

/** A sentence about a failure, followed by the provider's own words. Unchanged when it said nothing. */
export function quoting(sentence: string, words: string): string {
  return words === "" ? sentence : `${withoutStop(sentence)}: “${withoutStop(words)}”.`;
}

const withoutStop = (text: string): string => text.replace(/\.$/, "");

/** Text of a provider as one line: no markup, no control or direction characters, no keys, at most MAX_WORDS_CHARS characters. */
export function cleanWords(text: string): string {
  const shown = text.slice(0, MAX_READ_CHARS).toWellFormed();
  const plain = withoutMarkup(decodeEntities(withoutMarkup(shown))).replaceAll(UNSEEN, " ");
  const line = plain
    .replaceAll(/<(?=[a-z/!?])/giu, "‹")
    .replaceAll(/\s+/gu, " ")
    .trim();
  return shorten(redactKeys(line));
}

/** More than any message needs; what a whole page could cost is bounded by it. */
const MAX_READ_CHARS = 20_000;

// Control characters, format characters (direction overrides, zero-width), line separators, private use.
const UNSEEN = /[\p{Cc}\p{Cf}\p{Co}\p{Zl}\p{Zp}\u{fffd}]+/gu;

function withoutMarkup(text: string): string {
  // Only what looks like a tag: "a < b" and "<unk>" of a tokenizer's message lose nothing that matters.
  return text
    .replaceAll(/<(script|style|head)\b[^>]*>[^]*?<\/\1\s*>/giu, " ")
    .replaceAll(/<[a-z/!?][^<>]{0,1000}>/giu, " ");
}

const ENTITIES: Readonly<Record<string, string>> = dictionary({
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  "#39": "'",
  nbsp: " ",
});

function decodeEntities(text: string): string {
  return text.replaceAll(/&(amp|lt|gt|quot|apos|#39|nbsp);/gu, (entity, name: string) => ENTITIES[name] ?? entity);
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= MAX_WORDS_CHARS
    ? text
    : `${characters
        .slice(0, MAX_WORDS_CHARS - 1)
        .join("")
        .trimEnd()}…`;
}

const REDACTED = "[key removed]";
const SHORTEST_SECRET_CHARS = 8;
const secrets = new Set<string>();

/**
 * Keys of this deployment, which `redactKeys` then removes wherever they occur. One set for the whole process: a key must not leave through any
 * message or log line, whichever part writes it.
 */
export function rememberSecrets(values: Iterable<string>): void {
  for (const value of values) if (value.length >= SHORTEST_SECRET_CHARS) secrets.add(value);
}

/** A text without the keys that this process knows, and without anything that has the form of a key or a token. */
export function redactKeys(text: string): string {
  let safe = text;
  for (const secret of secrets) safe = safe.replaceAll(secret, REDACTED);
  for (const form of KEY_FORMS) safe = safe.replaceAll(form, REDACTED);
  return safe.replaceAll(LONG_RUN, (run) => (isRandom(run) ? REDACTED : run));
}

const KEY_NAME = String.raw`\b(?:(?:api|access)[-_ ]?key|(?:access|auth)[-_ ]?token|token|secret|password|authorization|sig|key)`;
/** A value with a digit or a mask in it, which is not the scheme of an Authorization header. */
const NAMED_KEY = String.raw`(?!bearer\b|basic\b)(?=[\w.~+/*-]*[\d*])[\w.~+/*-]{8,}={0,2}`;

const KEY_FORMS: readonly RegExp[] = [
  // After the name of a header or a query member: Bearer xyz, api_key=xyz, "x-api-key": "xyz".
  /(?<=\b(?:bearer|basic|client-id)\s{1,3})[\w.~+/=*-]{6,}/giu,
  new RegExp(`(?<=${KEY_NAME}["']?\\s?[=:]\\s?["']?)${NAMED_KEY}`, "giu"),
  // Forms of vendors, masked ones (sk-ab***yz) included.
  /\b(?:sk|pk)[-_][\w*.-]{3,}/gu,
  /\b(?:rk|xai|gsk|hf|r8|nvapi|ghp|gho|pplx|fw|tgp|csk|dsk|key|glpat|xox[abprs])[-_][\w*.-]{8,}/gu,
  /\bAIza[\w*-]{8,}/gu,
  /\bA(?:KIA|SIA)[A-Z0-9]{12,}/gu,
  /\beyJ[\w-]{6,}(?:\.[\w-]*){0,2}/gu,
  // A user and password within an address.
  /(?<=:\/\/)[^\s/@:]{1,100}:[^\s/@]{1,200}(?=@)/gu,
];

const LONG_RUN = /[A-Za-z0-9+/_=-]{24,}/gu;

/** Names of models have separators every few characters; keys have none, and mix letters and digits. */
function isRandom(run: string): boolean {
  return run.split(/[-_/]/).some((part) => part.length >= 20 && /\d/.test(part) && /[a-z]/i.test(part));
}
