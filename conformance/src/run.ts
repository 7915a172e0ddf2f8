import type { EventSourceMessage } from "eventsource-parser";
import { createCall, fill, type Call, type Values } from "./call.ts";
import type { Case, Expected, RequestStep, Step, StreamStep } from "./case.ts";
import { allCases } from "./cases/all.ts";
import type { Answer } from "./exchange.ts";
import { makeFixtures } from "./fixtures.ts";
import { mismatch } from "./matching.ts";

export interface ConformanceOptions {
  /** Where the server listens, e.g. `http://127.0.0.1:8787`. */
  readonly baseUrl: string;
  /** An API key, where the server wants one. */
  readonly key?: string;
  /** Only cases whose id begins with this. */
  readonly only?: string;
  /** Limit of one step. */
  readonly timeoutMs?: number;
  readonly onResult?: (result: CaseResult) => void;
}

export interface CaseResult {
  readonly id: string;
  readonly rule: string;
  /** Null when the server does as the rule says. */
  readonly problem: string | null;
}

const STEP_TIMEOUT_MS = 60_000;

/** Holds a running server to SPEC §0–4, from outside. The server makes real videos meanwhile, so this takes a minute or two. */
export async function runConformance(options: ConformanceOptions): Promise<readonly CaseResult[]> {
  const run = await prepareRun(options);
  const results: CaseResult[] = [];
  for (const one of run.cases) {
    const result = { id: one.id, rule: one.rule, problem: await run.check(one) };
    options.onResult?.(result);
    results.push(result);
  }
  return results;
}

export interface ConformanceRun {
  readonly cases: readonly Case[];
  /** Null when the case holds. */
  check(one: Case): Promise<string | null>;
}

/** The same in parts, for test runners that want a test per case. */
export async function prepareRun(options: ConformanceOptions): Promise<ConformanceRun> {
  const { baseUrl, key, timeoutMs = STEP_TIMEOUT_MS } = options;
  const call = createCall({ baseUrl, key, timeoutMs });
  const values = await makeFixtures(call, baseUrl);
  const auth = key === undefined ? "open" : "keys";
  const cases = allCases.filter(
    (one) => one.id.startsWith(options.only ?? "") && (one.auth === undefined || one.auth === auth),
  );
  return { cases, check: (one) => checkCase(one, { ...values }, call) };
}

async function checkCase(one: Case, values: Values, call: Call): Promise<string | null> {
  for (const [index, step] of one.steps.entries()) {
    try {
      const problem = "stream" in step ? await checkStream(step, values, call) : await checkRequest(step, values, call);
      if (problem !== null) return `step ${index + 1} (${step.method ?? ""} ${fill(step.path, values)}): ${problem}`;
    } catch (error) {
      return `step ${index + 1} (${step.path}): ${String(error)}`;
    }
  }
  return null;
}

async function checkRequest(step: RequestStep, values: Values, call: Call): Promise<string | null> {
  const answer = await call.request(step, values);
  const allowed = [step.status].flat();
  if (!allowed.includes(answer.status)) {
    return `status is ${answer.status}, not ${allowed.join(" or ")}: ${answer.text.slice(0, 300)}`;
  }
  const body = parsed(answer.text);
  save(step, { body, header: answer.headers }, values);
  return (
    headerProblem(step, answer, values) ??
    (step.answer === undefined ? null : mismatch(body, fillAll(step.answer, values)))
  );
}

async function checkStream(step: StreamStep, values: Values, call: Call): Promise<string | null> {
  const answer = await call.stream(step, values);
  if (answer.status !== 200) return `status is ${answer.status}, not 200: ${answer.text.slice(0, 300)}`;
  const shown = answer.frames.map(readFrame);
  save(step, { body: { frames: shown }, header: answer.headers }, values);
  const { retryMs, count, first, last, each, ids } = step.stream;
  const [retry] = answer.retries;
  if (!/^retry: \d+\n\n/.test(answer.text)) return `does not begin with retry: ${answer.text.slice(0, 80)}`;
  if (retryMs !== undefined && (retry === undefined || retry < retryMs[0] || retry > retryMs[1])) {
    return `retry is ${retry}, not from ${retryMs[0]} to ${retryMs[1]}`;
  }
  if (count !== undefined && shown.length !== count) return `${shown.length} frames came, not ${count}`;
  return (
    lineProblem(answer.text) ??
    headerProblem(step, answer, values) ??
    (first === undefined ? null : mismatch(shown[0], fillAll(first, values), "first frame")) ??
    (last === undefined ? null : mismatch(shown.at(-1), fillAll(last, values), "last frame")) ??
    (each === undefined
      ? null
      : shown.map((one) => mismatch(one.data, fillAll(each, values), "frame")).find(Boolean)) ??
    (ids === undefined ? null : idProblem(shown, ids)) ??
    null
  );
}

interface ShownFrame {
  readonly event: string | undefined;
  readonly id: string | undefined;
  readonly data: unknown;
}

function readFrame({ event, id, data }: EventSourceMessage): ShownFrame {
  return { event, id, data: parsed(data) };
}

/** Every line is a comment, or `field: value` with one space; no BOM, no CR, no Unicode line break (SPEC §0). */
function lineProblem(text: string): string | null {
  // The connection may have been left in the middle of a line.
  const whole = text.slice(0, text.lastIndexOf("\n\n") + 2);
  const bad = whole
    .split("\n")
    .find((line) => !/^(?:|:.*|(?:event|id|data|retry): [^\r\u0085\u2028\u2029]*)$/u.test(line));
  return bad === undefined ? null : `holds the line ${JSON.stringify(bad.slice(0, 200))}`;
}

function idProblem(
  frames: readonly ShownFrame[],
  { from, consecutive = false }: NonNullable<StreamStep["stream"]["ids"]>,
): string | null {
  const ids = frames.flatMap(({ id }) => (id === undefined ? [] : [Number(id.split(":").at(-1))]));
  if (ids[0] !== from && (consecutive || (ids[0] ?? 0) < from)) return `ids begin with ${ids[0]}, not ${from}`;
  const broken = ids.find(
    (id, index) => index > 0 && (consecutive ? id !== (ids[index - 1] ?? 0) + 1 : id <= (ids[index - 1] ?? 0)),
  );
  return broken === undefined ? null : `the id ${broken} is out of order in ${ids.join(", ")}`;
}

function headerProblem(step: Step, answer: Answer, values: Values): string | null {
  for (const [name, expected] of Object.entries(step.answerHeaders ?? {})) {
    const problem = mismatch(answer.headers[name], fillAll(expected, values), `header ${name}`);
    if (problem !== null) return problem;
  }
  return null;
}

function save(step: Step, answer: { body: unknown; header: unknown }, values: Values): void {
  for (const [name, path] of Object.entries(step.save ?? {})) {
    const value = path
      .split(".")
      .reduce<unknown>(
        (inner, key) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, key) : undefined),
        answer,
      );
    values[name] = String(value);
  }
}

function fillAll(expected: Expected, values: Values): Expected {
  return JSON.parse(fill(JSON.stringify(expected), values)) as Expected;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not every answer is JSON; a case that expects some will say so.
    return text;
  }
}
