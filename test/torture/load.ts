import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { FORM_HEADERS, formBody, quietWav } from "../../conformance/src/sound-form.ts";

export interface Submission {
  readonly kind: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const JSON_HEADERS = { "content-type": "application/json", prefer: "respond-async" };
const SENTENCES = [
  "The library opens at nine.",
  "Nobody has seen the river so high before.",
  "We meet again on Monday to decide about the bridge.",
  "A cat is a cat.",
];
const TRANSCRIPT =
  "WEBVTT\n\n00:00.000 --> 00:00.900\n<v Ann>Good morning.\n\n00:01.000 --> 00:01.800\n<v Ben>Hello, Ann.\n";

/** One job of each kind in turn; texts repeat, so that jobs store the same contents. */
export function submissionOf(number: number): Submission {
  switch (number % 4) {
    case 0:
      return json("speech", "/translated-tts", {
        text: Array.from({ length: 6 }, (_, n) => SENTENCES[(number + n) % SENTENCES.length]).join(" "),
        voice_id: 205402,
        source_language: 1,
        target_language: 54,
      });
    case 1:
      return json("document", "/v1/chat/async", {
        message: 'Replace "cat" by "dog"',
        session_id: `torture-${number}`,
        document_html: "<h1>Pets</h1><p>The cat sleeps.</p><p>A cat is a cat.</p>",
      });
    case 2:
      return {
        kind: "conversation",
        path: "/analyze",
        headers: { ...FORM_HEADERS, prefer: "respond-async" },
        body: formBody({ file: quietWav(), transcript: TRANSCRIPT }),
      };
    default:
      return json("video", "/api/generate", {
        topic: `Tides ${number}`,
        source:
          "# Tides\n\nThe sea rises and falls twice a day because the moon pulls on it.\n\n## Why\n\nThe moon is near.",
        num_slides: 2,
        size: "854x480",
        captions: false,
      });
  }
}

function json(kind: string, path: string, body: object): Submission {
  return { kind, path, headers: JSON_HEADERS, body: JSON.stringify(body) };
}

export interface RequestLog {
  /** Answers by status, and connections that broke. */
  readonly counts: Map<string, number>;
  readonly problems: string[];
}

/** Submits until there is an answer; the same idempotency key makes it one job. Returns its id. */
export async function submit(url: () => string, wanted: Submission, log: RequestLog): Promise<string> {
  const key = randomUUID();
  for (;;) {
    const answer = await tried(url(), wanted, key);
    count(log, answer === null ? "broken" : String(answer.status));
    if (answer !== null && answer.status < 300) return answer.jobId;
    if (answer !== null && answer.status !== 503 && answer.status !== 429) {
      throw new Error(`${wanted.path} answered ${answer.status}: ${answer.text.slice(0, 300)}`);
    }
    if (answer !== null && !answer.hasRetryAfter) log.problems.push(`${answer.status} without Retry-After`);
    await sleep(150);
  }
}

export function count(log: RequestLog, what: string): void {
  log.counts.set(what, (log.counts.get(what) ?? 0) + 1);
}

async function tried(
  url: string,
  { path, headers, body }: Submission,
  key: string,
): Promise<{
  readonly status: number;
  readonly jobId: string;
  readonly text: string;
  readonly hasRetryAfter: boolean;
} | null> {
  try {
    const response = await fetch(url + path, {
      method: "POST",
      headers: { ...headers, "idempotency-key": key },
      body,
      signal: AbortSignal.timeout(20_000),
    });
    const text = await response.text();
    const found =
      /"job_id"\s*:\s*"(job_\w+)"/.exec(text)?.[1] ?? /job_\w+/.exec(response.headers.get("location") ?? "")?.[0];
    return { status: response.status, jobId: found ?? "", text, hasRetryAfter: response.headers.has("retry-after") };
  } catch {
    // Killed in the middle of the request.
    return null;
  }
}
