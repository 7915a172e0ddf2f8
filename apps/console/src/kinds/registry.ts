import type { JobKind } from "@headway-jobs/client";
import { conversationKind } from "./conversation/conversation-kind.ts";
import { documentKind } from "./document/document-kind.ts";
import type { KindView, OfferedKind } from "./kind-view.ts";
import { ownKindView } from "./own/own-kind.tsx";
import { speechKind } from "./speech/speech-kind.ts";
import { videoKind } from "./video/video-kind.ts";

export const KINDS: readonly OfferedKind[] = [videoKind, speechKind, documentKind, conversationKind];

/** The view of a kind: of its own, or the one that shows any job. */
export function kindView(kind: JobKind): KindView {
  return KINDS.find((one) => one.kind === kind) ?? ownKindView(kind);
}
