import type { JobKind } from "@headway-jobs/client";
import { conversationKind } from "./conversation/conversation-kind.ts";
import { documentKind } from "./document/document-kind.ts";
import type { KindView } from "./kind-view.ts";
import { speechKind } from "./speech/speech-kind.ts";
import { videoKind } from "./video/video-kind.ts";

export const KINDS: readonly KindView[] = [videoKind, speechKind, documentKind, conversationKind];

export function kindView(kind: JobKind): KindView | undefined {
  return KINDS.find((one) => one.kind === kind);
}
