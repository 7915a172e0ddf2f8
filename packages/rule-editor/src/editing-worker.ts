import { parentPort } from "node:worker_threads";
import { HeadwayError } from "@headway-jobs/contract";
import type { TranslationRequest } from "@headway-jobs/ports/translation";
import type { EditAnswer } from "@headway-jobs/ports/editor";
import { editByRules, type Surroundings } from "./edit-by-rules.ts";
import type { FromThread, ThreadRequest, ToThread } from "./editing-thread.ts";
import { editAgain } from "./feedback.ts";
import { englishSpelling } from "./prose/english.ts";

const around: Surroundings = {
  translation: {
    async pairs() {
      const answer = await ask({ kind: "pairs" });
      return answer.kind === "pairs" ? answer.pairs : [];
    },
    async translate(wanted) {
      const answer = await ask({ kind: "translate", request: withoutSignal(wanted) });
      if (answer.kind !== "translated") throw new Error("the translation gave no answer");
      return answer.answer;
    },
  },
  // Once loaded it stays for the requests that follow.
  spelling: englishSpelling(),
  tell: async (sentence) => void (await ask({ kind: "tell", sentence })),
  // An abort ends the thread as a whole.
  signal: new AbortController().signal,
};

/** What waits for an answer from outside. */
let waiting: ((reply: ToThread) => void) | undefined;

parentPort?.on("message", (message: ToThread) => {
  if (message.kind !== "edit") {
    waiting?.(message);
    return;
  }
  work(message.request).then(
    (answer) => post({ kind: "answer", answer }),
    (error: unknown) => post({ kind: "broken", error: error instanceof Error ? error : new Error(String(error)) }),
  );
});

async function work(request: ThreadRequest): Promise<EditAnswer> {
  return request.denied.length > 0 ? editAgain(request, around) : editByRules(request, around);
}

async function ask(question: FromThread): Promise<ToThread> {
  const reply = await new Promise<ToThread>((resolve) => {
    waiting = resolve;
    post(question);
  });
  if (reply.kind === "failed") throw new HeadwayError(reply.code, reply.message);
  return reply;
}

/** Signals do not cross threads. */
function withoutSignal(wanted: TranslationRequest): TranslationRequest {
  return { ...wanted, signal: undefined };
}

function post(message: FromThread): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread has no origins
  parentPort?.postMessage(message);
}
