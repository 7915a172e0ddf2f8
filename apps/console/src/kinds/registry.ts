import type { JobKind } from "@headway/client";
import type { KindView } from "./kind-view.ts";
import { speechKind } from "./speech/speech-kind.ts";
import { videoKind } from "./video/video-kind.ts";

export const KINDS: readonly KindView[] = [videoKind, speechKind];

export function kindView(kind: JobKind): KindView | undefined {
  return KINDS.find((one) => one.kind === kind);
}
