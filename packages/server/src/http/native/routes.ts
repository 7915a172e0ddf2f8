import { approveRoute } from "./approve.ts";
import { artifactRoutes } from "./artifacts.ts";
import { jobRoutes, type JobRouteParts } from "./jobs.ts";
import { kindsRoute } from "./kinds.ts";
import { rerunRoute, type RerunParts } from "./rerun.ts";
import { streamTokenRoutes, type StreamTokenParts } from "./stream-tokens.ts";
import { uploadRoutes, type UploadRouteParts } from "./uploads.ts";
import { usageRoute, type UsageParts } from "./usage.ts";
import type { EdgeRoute } from "../route.ts";

export type NativeRouteParts = JobRouteParts & RerunParts & StreamTokenParts & UploadRouteParts & UsageParts;

/** The plain routes of the native API (SPEC §1); its streams and the upload are mounted in their own ways. */
export function nativeRoutes(parts: NativeRouteParts): readonly EdgeRoute[] {
  return [
    ...jobRoutes(parts),
    rerunRoute(parts),
    approveRoute(parts),
    kindsRoute(parts),
    ...artifactRoutes,
    ...streamTokenRoutes(parts),
    ...uploadRoutes(parts),
    usageRoute(parts),
  ];
}
