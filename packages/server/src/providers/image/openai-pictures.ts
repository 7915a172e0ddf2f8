import type { PictureSource } from "@headway-jobs/ports/pictures";
import { type Adapter, invalidSetting } from "../adapter.ts";
import { connectOpenai, endpointNames, endpointVariables, isOpenaiReachable } from "../openai.ts";
import { modelPictures } from "./model-pictures.ts";

/** An image model behind OpenAI's HTTP API. */
export const openaiAdapter: Adapter<PictureSource> = {
  names: ["openai"],
  detail: "MODEL",
  example: "openai:gpt-image-1",
  variables: endpointVariables("HEADWAY_IMAGES", "pictures"),
  ...endpointNames("HEADWAY_IMAGES"),
  create(modelId, { env, setting }) {
    if (!isOpenaiReachable(env, setting))
      throw invalidSetting(`${setting} names a model of OpenAI; expected its key in OPENAI_API_KEY.`);
    return modelPictures(`openai/${modelId}`, async () => (await connectOpenai(env, setting)).image(modelId));
  },
};
