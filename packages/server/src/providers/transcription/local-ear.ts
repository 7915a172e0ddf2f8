import { invalidSetting } from "../adapter.ts";
import { pocketsphinxAdapter } from "./pocketsphinx.ts";
import type { TranscriptionAdapter } from "./transcription-adapter.ts";

/** The best ear that `headway models add` has installed; pocketsphinx as long as there is none. */
export const localAdapter: TranscriptionAdapter = {
  names: ["local"],
  create(detail, context) {
    const { local, setting } = context;
    if (local === undefined) throw invalidSetting(`${setting} is "local", which this command does not have.`);
    return local.transcription(pocketsphinxAdapter.create(detail, context));
  },
  adviceOf: (detail, env) => pocketsphinxAdapter.adviceOf(detail, env),
};
