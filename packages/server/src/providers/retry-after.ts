import { dictionary } from "@headway-jobs/contract";

/**
 * How many seconds a provider asks to wait: Retry-After as seconds or as a date (RFC 9110 §10.2.3; judged by the answer's own Date, so that no clock
 * has to agree), `retry-after-ms` (OpenAI, Azure), or the words of the body: "Please try again in 7.66s" (OpenAI, Groq), `"retryDelay": "34s"`
 * (Google). Undefined when it does not say.
 */
export function retryAfterOf(headers: Readonly<Record<string, string>>, body = ""): number | undefined {
  const named = new Map(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value.trim()]));
  const ms = secondsIn(named.get("retry-after-ms"));
  if (ms !== undefined) return ms / 1000;
  const header = named.get("retry-after");
  return secondsIn(header) ?? untilDate(header, named.get("date")) ?? inWords(body);
}

function secondsIn(value: string | undefined): number | undefined {
  return value !== undefined && /^\d{1,9}(?:\.\d{1,3})?$/.test(value) ? Number(value) : undefined;
}

function untilDate(value: string | undefined, now: string | undefined): number | undefined {
  const seconds = (Date.parse(value ?? "") - Date.parse(now ?? "")) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : undefined;
}

const UNITS: Readonly<Record<string, number>> = dictionary({ ms: 0.001, s: 1, m: 60, h: 3600 });

/** "1m30.5s", "7.66s", "850ms". */
function inWords(body: string): number | undefined {
  const duration = /(?:try again in|"retryDelay":\s*")\s*((?:\d{1,6}(?:\.\d{1,6})?(?:ms|s|m|h)){1,4})/i.exec(body)?.[1];
  if (duration === undefined) return undefined;
  const parts = duration.matchAll(/([\d.]+)(ms|s|m|h)/gi);
  return [...parts].reduce(
    (sum, [, amount, unit]) => sum + Number(amount) * (UNITS[(unit ?? "").toLowerCase()] ?? 0),
    0,
  );
}
