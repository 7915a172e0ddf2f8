import { Worker } from "node:worker_threads";
import { type ErrorCode, HeadwayError } from "@headway/contract";
import type {
  LanguagePair,
  Translation,
  TranslationAnswer,
  TranslationRequest,
} from "../../../providers/translation/port.ts";
import type { DeniedProposal, EditAnswer, Tell } from "../editing.ts";

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
  | { readonly kind: "answer"; readonly answer: EditAnswer };

/** What it is told: the answer to what it asked last. */
export type ToThread =
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

/** Does the rules' work in a thread: a long document takes them seconds, a user's regular expression may never end. What they need from outside is done here. */
export async function editInThread(request: ThreadRequest, around: Around): Promise<EditAnswer> {
  around.signal.throwIfAborted();
  const worker = new Worker(new URL("./editing-worker.ts", import.meta.url), {
    workerData: request,
    resourceLimits: { maxOldGenerationSizeMb: 768 },
  });
  try {
    return await conversation(worker, around);
  } catch (error) {
    around.signal.throwIfAborted();
    throw error;
  } finally {
    await worker.terminate();
  }
}

function conversation(worker: Worker, around: Around): Promise<EditAnswer> {
  return new Promise((resolve, reject) => {
    const tooLong = (): void =>
      reject(
        new HeadwayError("INVALID_INPUT", "These instructions take too long on this document; give fewer at a time."),
      );
    let limit = setTimeout(tooLong, EDIT_LIMIT_MS);
    const end = (): void => clearTimeout(limit);
    worker.on("message", (said: FromThread) => {
      end();
      if (said.kind === "answer") {
        resolve(said.answer);
        return;
      }
      const answered = async (): Promise<void> => {
        const answer = await respond(said, around);
        limit = setTimeout(tooLong, EDIT_LIMIT_MS);
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
        worker.postMessage(answer);
      };
      answered().catch(reject);
    });
    worker.once("error", (error) => {
      end();
      reject(error);
    });
    worker.once("exit", (code) => {
      end();
      reject(new Error(`the rules' thread ended with code ${code}`));
    });
    around.signal.addEventListener(
      "abort",
      () => {
        end();
        reject(around.signal.reason as Error);
      },
      { once: true },
    );
  });
}

async function respond(
  said: Exclude<FromThread, { kind: "answer" }>,
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
