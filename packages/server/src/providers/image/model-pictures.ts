import type { ImageModelV4 } from "@ai-sdk/provider";
import { HeadwayError } from "@headway-jobs/contract";
import { countUse } from "../metering.ts";
import { toProviderError } from "../provider-error.ts";
import { requirePicture } from "./picture-bytes.ts";
import { hasKeyword, type PictureSource } from "@headway-jobs/ports/pictures";

/** Image models take up to a minute; after three they will not answer any more. */
const MODEL_LIMIT_MS = 180_000;

/** Pictures made by an image model for each keyword; `name` is what it is called in counts and errors, e.g. `openai/gpt-image-1`. */
export function modelPictures(
  name: string,
  connect: () => Promise<ImageModelV4>,
  timeoutMs = MODEL_LIMIT_MS,
): PictureSource {
  return {
    async find({ keyword, signal }) {
      if (!hasKeyword({ keyword, signal })) return null;
      countUse({ name });
      const limit = AbortSignal.timeout(timeoutMs);
      try {
        const model = await connect();
        const { images } = await model.doGenerate({
          prompt: `A clear, friendly illustration for a lesson slide, without any text, letters or numbers in it. Subject: ${keyword}`,
          n: 1,
          size: "1536x1024",
          aspectRatio: undefined,
          seed: undefined,
          files: undefined,
          mask: undefined,
          providerOptions: {},
          abortSignal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
        });
        const [image] = images;
        if (image === undefined) throw new HeadwayError("PROVIDER_BAD_ANSWER", "The image model made no picture.");
        const bytes = typeof image === "string" ? Buffer.from(image, "base64") : image;
        return { bytes, mediaType: requirePicture(bytes).mediaType, credit: null };
      } catch (error) {
        if (limit.aborted && signal?.aborted !== true) {
          throw new HeadwayError("PROVIDER_TIMEOUT", "The image model took too long.", { cause: error });
        }
        throw toProviderError(error, { provider: "The image model", name, signal });
      }
    },
  };
}
