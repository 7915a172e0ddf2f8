import { requireLocal } from "../adapter.ts";
import type { TranscriptionAdapter } from "./transcription-adapter.ts";

/** The ears that `headway models add` has installed; without one, no language is understood. */
export const localAdapter: TranscriptionAdapter = {
  names: ["local"],
  create: (_detail, context) => requireLocal(context).transcription(),
  adviceOf: () =>
    Promise.resolve({ detail: "no local model of recognition is installed", fix: "headway models add recommended" }),
};
