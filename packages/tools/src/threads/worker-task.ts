import { type MessagePort, parentPort } from "node:worker_threads";
import { type ErrorCode, type FieldError, HeadwayError, type ProviderWords } from "@headway-jobs/contract";
import { WorkerLimitError } from "./worker-errors.ts";

/** Functions of the server's thread that a worker may call while it works; each call waits for the one before. */
export type Calls = Readonly<Record<string, (argument: never) => Promise<unknown>>>;

type Call<CallsOfWorker extends Calls> = <Name extends keyof CallsOfWorker & string>(
  name: Name,
  argument: Parameters<CallsOfWorker[Name]>[0],
) => ReturnType<CallsOfWorker[Name]>;

/** A piece of work on its way to a worker. */
export interface WorkerRequest<Work = unknown> {
  readonly work: Work;
  /** Present when the run offers calls. */
  readonly port: MessagePort | null;
}

/** What a worker sends for each request: that it begins, then the answer. */
export type WorkerMessage = "begun" | WorkerReply;

export interface WorkerReply {
  readonly answer: WorkerAnswer;
  /** Heap of the thread after the work. */
  readonly heapBytes: number;
}

/** What crosses the boundary of threads: errors of the table get their class back, an overflow of the stack becomes one, others are cloned. */
export type WorkerAnswer =
  | { readonly value: unknown }
  | { readonly error: PlainError }
  | { readonly overflow: unknown }
  | { readonly thrown: unknown };

interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly retryAfterS?: number;
  readonly errors?: readonly FieldError[];
  readonly provider?: ProviderWords;
  readonly extra?: Readonly<Record<string, unknown>>;
}

/**
 * Called once by a worker's module: answers each request of a `WorkerPool` with what the function gives or throws. The function gets the work and, for
 * runs that offer them, the calls.
 */
// oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- it is the type of what the module's pool sends
export function serveWork<Work, Result, CallsOfWorker extends Calls = Calls>(
  work: (given: Work, call: Call<CallsOfWorker>) => Result | Promise<Result>,
): void {
  if (parentPort === null) throw new Error("a worker's module was loaded outside of a worker thread");
  const pool = parentPort;
  const serve = async ({ work: given, port }: WorkerRequest<Work>): Promise<void> => {
    post(pool, "begun" satisfies WorkerMessage);
    const answer = await answerOf(() => work(given, callOver<CallsOfWorker>(port)));
    port?.close();
    postAnswer(pool, answer);
  };
  // What it throws is caught by nothing and ends the thread, which the pool reports.
  pool.on("message", (request: WorkerRequest<Work>) => void serve(request));
}

/** The value, or the error thrown again. */
export function valueOf(answer: WorkerAnswer): unknown {
  if ("value" in answer) return answer.value;
  if ("thrown" in answer) throw answer.thrown;
  if ("overflow" in answer) throw new WorkerLimitError("stack", { cause: answer.overflow });
  const { code, message, ...more } = answer.error;
  throw new HeadwayError(code, message, more);
}

/** The server's end of a call. Errors of the table are an answer; others are thrown. */
export async function answerCall(calls: Calls, call: unknown): Promise<WorkerAnswer> {
  const { name, argument } = call as { readonly name: string; readonly argument: never };
  const called = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (called === undefined) throw new Error(`a worker called ${name}, which its run does not offer`);
  const answer = await answerOf(() => called(argument));
  if ("thrown" in answer) throw answer.thrown;
  if ("overflow" in answer) throw answer.overflow;
  return answer;
}

async function answerOf(work: () => unknown): Promise<WorkerAnswer> {
  try {
    return { value: await work() };
  } catch (error) {
    if (error instanceof HeadwayError) return { error: plainError(error) };
    return isStackOverflow(error) ? { overflow: error } : { thrown: error };
  }
}

/** V8 gives this error no code. Other range errors have other messages and are mistakes of the worker. */
function isStackOverflow(error: unknown): boolean {
  return error instanceof RangeError && error.message === "Maximum call stack size exceeded";
}

function plainError(error: HeadwayError): PlainError {
  const { code, message, retryable, retryAfterS, errors, provider, extra } = error;
  return {
    code,
    message,
    retryable,
    ...(retryAfterS === undefined ? {} : { retryAfterS }),
    ...(errors === undefined ? {} : { errors }),
    ...(provider === undefined ? {} : { provider }),
    ...(extra === undefined ? {} : { extra }),
  };
}

function callOver<CallsOfWorker extends Calls>(port: MessagePort | null): Call<CallsOfWorker> {
  let last: Promise<unknown> = Promise.resolve();
  const call = (name: string, argument: unknown): Promise<unknown> => {
    const next = last.then(() => callNow(port, { name, argument }));
    last = next.catch(() => undefined);
    return next;
  };
  return call as Call<CallsOfWorker>;
}

async function callNow(port: MessagePort | null, call: { readonly name: string; readonly argument: unknown }) {
  if (port === null) throw new Error(`this run offers no calls; ${call.name} was called`);
  const answer = await new Promise<WorkerAnswer>((resolve) => {
    port.once("message", resolve);
    post(port, call);
  });
  return valueOf(answer);
}

function postAnswer(pool: MessagePort, answer: WorkerAnswer): void {
  const { heapUsed: heapBytes } = process.memoryUsage();
  try {
    post(pool, { answer, heapBytes } satisfies WorkerMessage);
  } catch (error) {
    // A result or an error that cannot be cloned.
    const thrown = "thrown" in answer ? new Error(String(answer.thrown)) : error;
    post(pool, { answer: { thrown }, heapBytes } satisfies WorkerMessage);
  }
}

function post(port: MessagePort, message: unknown): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
  port.postMessage(message);
}
