import { join } from "node:path";
import { writeFile } from "node:fs/promises";
import { HeadwayError } from "@headway-jobs/contract";
import type { JobContext, StepContext } from "@headway-jobs/engine";
import type { SlidePlan } from "@headway-jobs/slides/visual";
import type { VideoPorts } from "../ports.ts";

export interface FetchedPicture {
  readonly plan: SlidePlan;
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

/**
 * The plan with a found or generated picture in the place of its drawn illustration, where a provider has one. A provider that fails
 * costs the picture, not the job: the illustration is drawn and a warning says so.
 */
export async function fetchPicture(
  step: StepContext,
  ctx: JobContext,
  { pictures }: VideoPorts,
  slide: { readonly plan: SlidePlan; readonly keywords: readonly string[]; readonly number: number },
): Promise<FetchedPicture> {
  const { plan } = slide;
  if (pictures === undefined || plan.visual.type !== "picture" || plan.visual.picture.kind !== "illustration") {
    return { plan, warnings: [] };
  }
  const keyword = plan.visual.keyword || (slide.keywords[0] ?? plan.title);
  try {
    const found = await pictures.find({ keyword, signal: step.signal });
    if (found === null) return { plan, warnings: [] };
    const file = join(step.scratchDir, "picture");
    await writeFile(file, found.bytes);
    const kept = await step.saveArtifact({
      name: `found-${slide.number}`,
      mediaType: found.mediaType,
      internal: true,
      content: { file },
    });
    const picture = {
      kind: "image" as const,
      path: ctx.artifactPath(kept),
      ...(found.credit === null ? {} : { credit: found.credit }),
    };
    return { plan: { ...plan, visual: { ...plan.visual, picture } }, warnings: [] };
  } catch (error) {
    step.signal.throwIfAborted();
    const reason = error instanceof HeadwayError ? error.message : "The provider did not answer.";
    return {
      plan,
      warnings: [
        {
          code: "PICTURE",
          message: `No picture was found for slide ${slide.number}: ${reason} It is illustrated by a drawing.`,
        },
      ],
    };
  }
}
