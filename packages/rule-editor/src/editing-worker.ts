import type { DeniedProposal, EditAnswer } from "@headway-jobs/ports/editor";
import type { LanguagePair, TranslationAnswer, TranslationRequest } from "@headway-jobs/ports/translation";
import { serveWork } from "@headway-jobs/tools/threads/worker-task";
import { editByRules, type Surroundings } from "./edit-by-rules.ts";
import { editAgain } from "./feedback.ts";
import { englishSpelling } from "./prose/english.ts";

export interface EditingWork {
  readonly html: string;
  readonly message: string;
  readonly denied: readonly DeniedProposal[];
}

/** What the rules need from the server's thread. */
export interface EditingCalls {
  readonly [name: string]: (argument: never) => Promise<unknown>;
  readonly tell: (sentence: string) => Promise<void>;
  readonly pairs: (none: undefined) => Promise<readonly LanguagePair[]>;
  readonly translate: (request: TranslationRequest) => Promise<TranslationAnswer>;
}

/** Loaded once, for the requests that follow. */
const spelling = englishSpelling();
/** An abort ends the thread as a whole. */
const never = new AbortController().signal;

serveWork<EditingWork, EditAnswer, EditingCalls>((work, call) => {
  const around: Surroundings = {
    translation: {
      pairs: () => call("pairs", undefined),
      // Signals do not cross threads.
      translate: (request) => call("translate", { ...request, signal: undefined }),
    },
    spelling,
    tell: (sentence) => call("tell", sentence),
    signal: never,
  };
  return work.denied.length > 0 ? editAgain(work, around) : editByRules(work, around);
});
