import { compatibleAdapter } from "./compatible.ts";

export const lmstudioAdapter = compatibleAdapter({
  name: "lmstudio",
  urlNames: ["LMSTUDIO_BASE_URL"],
  url: "http://127.0.0.1:1234/v1",
  keyNames: ["LMSTUDIO_API_KEY"],
  variables: [
    { name: "LMSTUDIO_BASE_URL", means: "where LM Studio listens, for `lmstudio:…`", secret: false },
    { name: "LMSTUDIO_API_KEY", means: "key for `lmstudio:…`", secret: true },
  ],
});
