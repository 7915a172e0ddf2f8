import { Worker } from "node:worker_threads";
import { type ErrorCode, HeadwayError } from "@headway-jobs/contract";
import type { LanguagePair, Translation, TranslationAnswer, TranslationRequest } from "@headway-jobs/ports/translation";
import type { DeniedProposal, EditAnswer, Tell } from "@headway-jobs/ports/editor";

export interface ThreadRequest {
  readonly html: string;
  readonly message: string;
  readonly denied: readonly DeniedProposal[];
}

/** What the thread says. */
export type FromThread =
  | { readonly kind: "tell"; readonly sentence: string }
  | { readonly kind: "pairs" }
  | { readonly kind: "translate"; readonly request: TranslationRequest }
  | { readonly kind: "answer"; readonly answer: EditAnswer }
  | { readonly kind: "broken"; readonly error: Error };

/** What it is told: a request to work on or, meanwhile, the answer to what it asked last. */
export type ToThread =
  | { readonly kind: "edit"; readonly request: ThreadRequest }
  | { readonly kind: "told" }
  | { readonly kind: "pairs"; readonly pairs: readonly LanguagePair[] }
  | { readonly kind: "translated"; readonly answer: TranslationAnswer }
  | { readonly kind: "failed"; readonly code: ErrorCode; readonly message: string };

interface Around {
  readonly translation: Pick<Translation, "pairs" | "translate">;
  readonly tell: Tell;
  readonly signal: AbortSignal;
}

/** Of the thread's own work; time that a translation takes does not count. */
const EDIT_LIMIT_MS = 120_000;

/** Starting one costs a third of a second, its dictionary another fifth: one that has finished waits for the next request. */
const KEEP_WARM_MS = 5 * 60_000;
const MAX_WARM = 1;
/** A longer document leaves a thread with hundreds of megabytes that it gives back only with its end. */
const LIGHT_CHARS = 512 * 1024;
const warm: { readonly worker: Worker; readonly cooling: NodeJS.Timeout; readonly forget: () => void }[] = [];

/**
 * Does the rules' work in a thread: a long document takes them seconds, a user's regular expression may never end. What they need from outside is done here.
 * A thread serves one request at a time; one that failed, was aborted or took too long is ended and never used again.
 */
export async function editInThread(request: ThreadRequest, around: Around): Promise<EditAnswer> {
  around.signal.throwIfAborted();
  const worker = takeWorker();
  let answered = false;
  try {
    const answer = await conversation(worker, request, around);
    answered = true;
    return answer;
  } catch (error) {
    around.signal.throwIfAborted();
    throw error;
  } finally {
    if (!answered || request.html.length > LIGHT_CHARS || !keepWarm(worker)) await endWorker(worker);
  }
}

function takeWorker(): Worker {
  const kept = warm.pop();
  if (kept === undefined)
    return new Worker(new URL("./editing-worker.ts", import.meta.url), {
      resourceLimits: { maxOldGenerationSizeMb: 768 },
    });
  clearTimeout(kept.cooling);
  kept.worker.off("exit", kept.forget).off("error", kept.forget).ref();
  return kept.worker;
}

/** False when enough of them wait already. A waiting thread holds no process up. */
function keepWarm(worker: Worker): boolean {
  if (warm.length >= MAX_WARM) return false;
  const forget = (): void => {
    const at = warm.findIndex((one) => one.worker === worker);
    if (at !== -1) clearTimeout(warm.splice(at, 1)[0]?.cooling);
  };
  const cooling = setTimeout(() => {
    forget();
    void endWorker(worker);
  }, KEEP_WARM_MS);
  cooling.unref();
  worker.once("exit", forget).once("error", forget).unref();
  warm.push({ worker, cooling, forget });
  return true;
}

/** What a thread that is being ended still has to say of its end is of no use to anybody. */
async function endWorker(worker: Worker): Promise<void> {
  worker.on("error", () => undefined);
  await worker.terminate();
}

function conversation(worker: Worker, request: ThreadRequest, around: Around): Promise<EditAnswer> {
  return new Promise((resolve, reject) => {
    const tooLong = (): void =>
      reject(
        new HeadwayError("INVALID_INPUT", "These instructions take too long on this document; give fewer at a time."),
      );
    let limit = setTimeout(tooLong, EDIT_LIMIT_MS);
    const onAbort = (): void => end(() => reject(around.signal.reason as Error));
    const onError = (error: unknown): void => end(() => reject(error));
    const onExit = (code: number): void => onError(new Error(`the rules' thread ended with code ${code}`));
    const onMessage = (said: FromThread): void => {
      clearTimeout(limit);
      if (said.kind === "answer") return end(() => resolve(said.answer));
      if (said.kind === "broken") return end(() => reject(said.error));
      const answered = async (): Promise<void> => {
        const answer = await respond(said, around);
        limit = setTimeout(tooLong, EDIT_LIMIT_MS);
        post(worker, answer);
      };
      answered().catch(onError);
    };
    const end = (settle: () => void): void => {
      clearTimeout(limit);
      around.signal.removeEventListener("abort", onAbort);
      worker.off("message", onMessage).off("error", onError).off("exit", onExit);
      settle();
    };
    worker.on("message", onMessage).once("error", onError).once("exit", onExit);
    around.signal.addEventListener("abort", onAbort, { once: true });
    post(worker, { kind: "edit", request });
  });
}

function post(worker: Worker, message: ToThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
  worker.postMessage(message);
}

async function respond(
  said: Exclude<FromThread, { kind: "answer" | "broken" }>,
  { translation, tell, signal }: Around,
): Promise<ToThread> {
  try {
    switch (said.kind) {
      case "tell":
        await tell(said.sentence);
        return { kind: "told" };
      case "pairs":
        return { kind: "pairs", pairs: await translation.pairs() };
      case "translate":
        return { kind: "translated", answer: await translation.translate({ ...said.request, signal }) };
    }
  } catch (error) {
    if (error instanceof HeadwayError) return { kind: "failed", code: error.code, message: error.message };
    throw error;
  }
}
