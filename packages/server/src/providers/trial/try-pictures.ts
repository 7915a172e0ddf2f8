import { HeadwayError } from "@headway-jobs/contract";
import type { PictureSource } from "@headway-jobs/ports/pictures";
import type { Answer } from "./trial.ts";

const KEYWORD = "mountain";

/** Looks for, or makes, one picture. None is a failure of a search and a model, whose `mustFind` is true, but not of a folder. */
export async function tryPictures(source: PictureSource, mustFind: boolean, signal: AbortSignal): Promise<Answer> {
  const picture = await source.find({ keyword: KEYWORD, signal });
  const none = `no picture for “${KEYWORD}”`;
  if (picture === null) {
    return mustFind
      ? { said: "", failure: new HeadwayError("PROVIDER_BAD_ANSWER", `There is ${none}.`) }
      : { said: none };
  }
  const { bytes, mediaType, credit } = picture;
  const by = credit === null ? "" : `, by ${credit}`;
  return { said: `${mediaType}, ${Math.ceil(bytes.length / 1000)} kB for “${KEYWORD}”${by}` };
}
