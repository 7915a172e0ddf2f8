import { once } from "node:events";
import { parentPort, workerData } from "node:worker_threads";
import { HeadwayError } from "@headway/contract";
import type { TranslationRequest } from "../../../providers/translation/port.ts";
import type { EditAnswer } from "../editing.ts";
import { editByRules, type Surroundings } from "./edit-by-rules.ts";
import type { FromThread, ThreadRequest, ToThread } from "./editing-thread.ts";
import { editAgain } from "./feedback.ts";
import { englishSpelling } from "./prose/english.ts";

const request = workerData as ThreadRequest;
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
  spelling: englishSpelling(),
  tell: async (sentence) => void (await ask({ kind: "tell", sentence })),
  // An abort ends the thread as a whole.
  signal: new AbortController().signal,
};

const answer: EditAnswer = await (request.denied.length > 0
  ? editAgain(request, around)
  : editByRules(request, around));
post({ kind: "answer", answer });

async function ask(question: FromThread): Promise<ToThread> {
  if (parentPort === null) throw new Error("the rules' work is done in a thread");
  const heard = once(parentPort, "message") as Promise<[ToThread]>;
  post(question);
  const [reply] = await heard;
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
