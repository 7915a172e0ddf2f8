import { cleanWords } from "@headway-jobs/contract";

/**
 * What the body of a provider's error answer says, as one clean line without keys: the message within the vendors' JSON forms, the title of an HTML page, else
 * the text itself. Empty when there is nothing to quote.
 */
export function wordsOfBody(body: string): string {
  const text = body.slice(0, MAX_BODY_CHARS).trim();
  const json = parsed(text);
  if (json !== undefined) return cleanWords(messageIn(json, MAX_DEPTH) ?? text);
  return cleanWords(isPage(text) ? titleOf(text) : text);
}

/** The same for an answer of status 200 that is no answer: only what it calls an error itself is quoted, never its content. */
export function errorInAnswer(body: string): string {
  const json = parsed(body.slice(0, MAX_BODY_CHARS));
  const isError = typeof json === "object" && json !== null && !Array.isArray(json) && Object.hasOwn(json, "error");
  return isError ? wordsOfBody(body) : "";
}

const MAX_BODY_CHARS = 100_000;
const MAX_DEPTH = 6;

// In this order: where several are there, the earlier one is the sentence for people.
const MEMBERS = [
  "error",
  "errors",
  "message",
  "detail",
  "error_description",
  "reason",
  "title",
  "msg",
  "err_msg",
  "err",
  "raw",
];

/** The sentence within an error body of unknown form; objects and lists are looked into. */
function messageIn(value: unknown, depth: number): string | undefined {
  if (typeof value === "string") return fromText(value, depth);
  if (typeof value !== "object" || value === null || depth === 0) return undefined;
  if (Array.isArray(value)) return firstMessage(value, depth);
  const members = value as Readonly<Record<string, unknown>>;
  // A router passes on the words of the server behind it, which say more than its own.
  const behind = Object.hasOwn(members, "metadata") ? rawOf(members["metadata"], depth - 1) : undefined;
  const named = MEMBERS.filter((name) => Object.hasOwn(members, name)).map((name) => members[name]);
  // Kokoro-FastAPI has a code as `error` beside the sentence in `message`: {"error": "validation_error", "message": "Voice 'alloy' not found …"}.
  return behind ?? firstMessage([...named.filter((one) => !isCode(one)), ...named.filter(isCode)], depth);
}

function isCode(value: unknown): boolean {
  return typeof value === "string" && /^[a-z]+(?:_[a-z]+)+$/.test(value);
}

function firstMessage(values: readonly unknown[], depth: number): string | undefined {
  for (const value of values) {
    const message = messageIn(value, depth - 1);
    if (message !== undefined) return message;
  }
  return undefined;
}

function rawOf(metadata: unknown, depth: number): string | undefined {
  const isThere = typeof metadata === "object" && metadata !== null && "raw" in metadata;
  return isThere ? messageIn(metadata.raw, depth) : undefined;
}

/** Some servers put the JSON of another one into their message. */
function fromText(text: string, depth: number): string | undefined {
  const inner = depth > 0 ? parsed(text) : undefined;
  const message = inner === undefined ? undefined : messageIn(inner, depth - 1);
  return message ?? (text.trim() === "" ? undefined : text);
}

function parsed(text: string): unknown {
  if (!/^[[{]/.test(text.trimStart())) return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function isPage(text: string): boolean {
  return /^<(?:!doctype\s+html|html|head|body|center|h1)\b/iu.test(text);
}

/** Title, else the first heading, else the text of the page. */
function titleOf(page: string): string {
  const title = /<title[^>]*>([^<]{1,500})<\/title/iu.exec(page)?.[1]?.trim() ?? "";
  const heading = /<h1[^>]*>([^<]{1,500})<\/h1/iu.exec(page)?.[1]?.trim() ?? "";
  return title || heading || page;
}
