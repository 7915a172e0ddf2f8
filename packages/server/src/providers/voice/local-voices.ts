import { requireLocal } from "../adapter.ts";
import type { VoiceVendor } from "./vendor.ts";

/** The voices of the models that `headway models add` has installed. Their numbers come from the store, as models come and go. */
export const localVendor: VoiceVendor = {
  maker: "local",
  number: 6,
  names: ["local"],
  create: (_detail, context) => requireLocal(context).speech(),
  positionOf: () => -1,
  voiceLanguageOf: () => undefined,
  describe: () => " of a local model.",
};
