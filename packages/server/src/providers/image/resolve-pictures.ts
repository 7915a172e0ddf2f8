import type { PictureSource } from "@headway-jobs/ports/pictures";
import type { ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { chooseAdapter } from "../adapter.ts";
import { PICTURE_ADAPTERS } from "./adapters.ts";

/**
 * The pictures that HEADWAY_IMAGES names; undefined when it is not set, and slides are illustrated by drawing. What is wrong with the setting is
 * INVALID_INPUT, for the start to report.
 */
export function resolvePictures(setting: string | undefined, env: ToolEnv = process.env): PictureSource | undefined {
  const value = (setting ?? "").trim();
  if (value === "") return undefined;
  const { adapter, detail } = chooseAdapter("HEADWAY_IMAGES", value, PICTURE_ADAPTERS);
  return adapter.create(detail, { env, setting: "HEADWAY_IMAGES" });
}
