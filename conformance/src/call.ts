import type { RequestStep, StreamStep } from "./case.ts";
import { exchange, readStream, type Answer, type Asked } from "./exchange.ts";

/** What `{{name}}` stands for. */
export type Values = Record<string, string>;

export interface Call {
  request(
    step: Pick<RequestStep, "method" | "path" | "headers" | "body" | "anonymous">,
    values: Values,
  ): Promise<Answer>;
  stream(step: StreamStep, values: Values): ReturnType<typeof readStream>;
}

/** Sends the steps of cases to a server, with its key. */
export function createCall({
  baseUrl,
  key,
  timeoutMs,
}: {
  readonly baseUrl: string;
  readonly key: string | undefined;
  readonly timeoutMs: number;
}): Call {
  const ask = (
    step: Pick<RequestStep, "method" | "path" | "headers" | "body" | "anonymous">,
    values: Values,
  ): Asked => {
    const path = fill(step.path, values);
    const headers: Record<string, string> = {};
    if (step.body !== undefined) headers["content-type"] = "application/json";
    if (key !== undefined && step.anonymous !== true) headers["x-api-key"] = key;
    for (const [name, value] of Object.entries(step.headers ?? {})) headers[name] = fill(value, values);
    const text = typeof step.body === "string" ? step.body : JSON.stringify(step.body);
    return {
      method: step.method ?? (step.body === undefined ? "GET" : "POST"),
      url: path.startsWith("http") ? path : baseUrl + path,
      headers,
      body: step.body === undefined ? undefined : fill(text, values),
    };
  };
  return {
    request: (step, values) => exchange(ask(step, values), timeoutMs),
    stream: (step, values) => {
      const { untilFrames = Infinity, untilText } = step.stream;
      const wanted = untilText === undefined ? undefined : fill(untilText, values);
      const bounded = untilFrames !== Infinity || wanted !== undefined;
      return readStream(ask(step, values), timeoutMs, (frames, text) => {
        const hasFrames = untilFrames === Infinity || frames.length >= untilFrames;
        return bounded && hasFrames && (wanted === undefined || text.includes(wanted));
      });
    },
  };
}

/** Puts the values where their names stand. */
export function fill(text: string, values: Values): string {
  return text.replace(/\{\{(\w+)\}\}/g, (_whole, name: string) => {
    const value = values[name];
    if (value === undefined) throw new TypeError(`no step has saved ${name}`);
    return value;
  });
}
