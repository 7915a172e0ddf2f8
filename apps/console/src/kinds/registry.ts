import type { JobKind } from "@headway-jobs/client";
import { conversationKind } from "./conversation/conversation-kind.ts";
import { documentKind } from "./document/document-kind.ts";
import type { KindView, OfferedKind } from "./kind-view.ts";
import { localModelKind } from "./local-model/local-model-kind.tsx";
import { ownKindView } from "./own/own-kind.tsx";
import { speechKind } from "./speech/speech-kind.ts";
import { videoKind } from "./video/video-kind.ts";

export const KINDS: readonly OfferedKind[] = [videoKind, speechKind, documentKind, conversationKind];

/** Kinds that the console knows, and whose jobs are not begun on the start page. */
const ELSEWHERE: readonly KindView[] = [localModelKind];

/** The view of a kind: of its own, or the one that shows any job. */
export function kindView(kind: JobKind): KindView {
  return known(kind) ?? ownKindView(kind);
}

/** Whether the console has a view of the kind's own. */
export const isKnownKind = (kind: JobKind): boolean => known(kind) !== undefined;

function known(kind: JobKind): KindView | undefined {
  return [...KINDS, ...ELSEWHERE].find((one) => one.kind === kind);
}
