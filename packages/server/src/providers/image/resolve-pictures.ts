import type { Clock } from "@headway-jobs/contract";
import type { PictureSource } from "@headway-jobs/ports/pictures";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { systemClock } from "@headway-jobs/tools/time/system-clock";
import { chooseProviders, type ProviderEntry } from "../choose-providers.ts";
import { Fallback } from "../fallback.ts";
import { PICTURE_ADAPTERS } from "./adapters.ts";

/**
 * The sources of pictures that HEADWAY_IMAGES lists, as one; undefined when it is not set, and slides are illustrated by drawing. What is wrong with
 * the setting is INVALID_INPUT, for the start to report.
 */
export function resolvePictures(
  setting: string | undefined,
  env: ToolEnv = process.env,
  entries: readonly ProviderEntry[] = [],
  clock: Pick<Clock, "nowMs"> = systemClock,
): PictureSource | undefined {
  const chosen = chooseProviders(setting ?? "", PICTURE_ADAPTERS, { env, setting: "HEADWAY_IMAGES", entries });
  const [first, ...others] = chosen;
  if (first === undefined || others.length === 0) return first?.made;
  const members = chosen.map(({ name, made }) => ({ name, provider: made }));
  const fallback = new Fallback(members, clock);
  return {
    async find(request) {
      const empty = new Set<PictureSource>();
      for (;;) {
        const { answer, source } = await findIn(fallback, request, empty);
        if (answer !== null || empty.size + 1 >= members.length) return answer;
        empty.add(source);
      }
    },
  };
}

/** Asks the first source that has not yet said that it has no such picture. */
async function findIn(
  fallback: Fallback<PictureSource>,
  request: Parameters<PictureSource["find"]>[0],
  empty: ReadonlySet<PictureSource>,
): Promise<{ readonly answer: Awaited<ReturnType<PictureSource["find"]>>; readonly source: PictureSource }> {
  const { answer } = await fallback.call(
    async (source) => ({ answer: await source.find(request), source }),
    (source) => !empty.has(source),
  );
  return answer;
}
