import { HeadwayError } from "@headway-jobs/contract";
import { folderPictures } from "./folder.ts";
import { modelPictures } from "./model-pictures.ts";
import type { PictureSource } from "@headway-jobs/ports/pictures";
import { unsplashPictures, wikimediaPictures } from "./search-pictures.ts";

const EXPECTED = "expected folder:PATH, wikimedia, unsplash or openai:MODEL, e.g. openai:gpt-image-1";

/**
 * The pictures that HEADWAY_IMAGES names; undefined when it is not set, and slides are illustrated by drawing. What is wrong with the setting is
 * INVALID_INPUT, for the start to report.
 */
export function resolvePictures(
  setting: string | undefined,
  env: Readonly<Record<string, string | undefined>> = process.env,
): PictureSource | undefined {
  const text = (setting ?? "").trim();
  if (text === "") return undefined;
  const [adapter = "", ...rest] = text.split(":");
  const detail = rest.join(":").trim();
  if (adapter === "folder" && detail !== "") return folderPictures(detail);
  if (adapter === "wikimedia" && detail === "") return wikimediaPictures();
  if (adapter === "unsplash" && detail === "") {
    const key = env["UNSPLASH_ACCESS_KEY"] ?? "";
    if (key === "") throw wrong('HEADWAY_IMAGES is "unsplash"; expected its access key in UNSPLASH_ACCESS_KEY.');
    return unsplashPictures(key);
  }
  if (adapter === "openai" && detail !== "") return openaiPictures(detail, env);
  throw wrong(`HEADWAY_IMAGES is "${text}"; ${EXPECTED}.`);
}

function openaiPictures(modelId: string, env: Readonly<Record<string, string | undefined>>): PictureSource {
  const baseURL = env["OPENAI_BASE_URL"];
  const apiKey = env["OPENAI_API_KEY"] ?? (baseURL === undefined ? undefined : "none");
  if (apiKey === undefined) throw wrong("HEADWAY_IMAGES names a model of OpenAI; expected its key in OPENAI_API_KEY.");
  return modelPictures(`openai/${modelId}`, async () => {
    const { createOpenAI } = await import("@ai-sdk/openai");
    return createOpenAI({ apiKey, ...(baseURL === undefined ? {} : { baseURL }) }).image(modelId);
  });
}

function wrong(message: string): HeadwayError {
  return new HeadwayError("INVALID_INPUT", message);
}
