import type { JobKind } from "@headway/client";
import type { KindView } from "./kind-view.ts";
import { videoKind } from "./video/video-kind.ts";

export const KINDS: readonly KindView[] = [videoKind];

export function kindView(kind: JobKind): KindView | undefined {
  return KINDS.find((one) => one.kind === kind);
}
