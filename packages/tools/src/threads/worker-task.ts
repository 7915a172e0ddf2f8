import type { MessagePort } from "node:worker_threads";
import { type ErrorCode, type FieldError, HeadwayError, type ProviderWords } from "@headway-jobs/contract";

/** Functions of the server's thread that a worker may call while it works; each call waits for the one before. */
export type Calls = Readonly<Record<string, (argument: never) => Promise<unknown>>>;

/** The name under which a worker's module exports its function. */
export const WORKER_FUNCTION = "task";

type Call<CallsOfWorker extends Calls> = <Name extends keyof CallsOfWorker & string>(
  name: Name,
  argument: Parameters<CallsOfWorker[Name]>[0],
) => ReturnType<CallsOfWorker[Name]>;

interface WorkerRequest<Work> {
  readonly work: Work;
  /** Present when the run offers calls. */
  readonly port: MessagePort | null;
}

/** What crosses the boundary of threads: errors lose their class on the way, those of the table get it back. */
export type WorkerAnswer = { readonly value: unknown } | { readonly error: PlainError };

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
 * What a worker's module exports as `task`: its function as `WorkerPool` runs it. The function gets the work and, for
 * runs that offer them, the calls. Errors of the table keep their code; others reach the caller by structured clone.
 */
export function workerTask<Work, Result, CallsOfWorker extends Calls = Calls>(
  work: (given: Work, call: Call<CallsOfWorker>) => Result | Promise<Result>,
): (request: WorkerRequest<Work>) => Promise<WorkerAnswer> {
  return async ({ work: given, port }) => {
    try {
      return { value: await work(given, callOver(port)) };
    } catch (error) {
      return { error: plainError(error) };
    } finally {
      port?.close();
    }
  };
}

/** The value, or the error thrown again. */
export function valueOf(answer: WorkerAnswer): unknown {
  if (!("error" in answer)) return answer.value;
  const { code, message, ...more } = answer.error;
  throw new HeadwayError(code, message, more);
}

/** The server's end of a call. Errors of the table are an answer; others are thrown. */
export async function answerCall(calls: Calls, call: unknown): Promise<WorkerAnswer> {
  const { name, argument } = call as { readonly name: string; readonly argument: never };
  const called = Object.hasOwn(calls, name) ? calls[name] : undefined;
  if (called === undefined) throw new Error(`a worker called ${name}, which its run does not offer`);
  try {
    return { value: await called(argument) };
  } catch (error) {
    return { error: plainError(error) };
  }
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
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
    port.postMessage(call);
  });
  return valueOf(answer);
}

/** Throws what is no error of the table. */
function plainError(error: unknown): PlainError {
  if (!(error instanceof HeadwayError)) throw error;
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
