import { compatibleAdapter } from "./compatible.ts";

export const vllmAdapter = compatibleAdapter({
  name: "vllm",
  urlNames: ["VLLM_BASE_URL"],
  url: "http://127.0.0.1:8000/v1",
  keyNames: ["VLLM_API_KEY"],
  variables: [
    { name: "VLLM_BASE_URL", means: "where vLLM listens, for `vllm:…`", secret: false },
    { name: "VLLM_API_KEY", means: "key for `vllm:…`", secret: true },
  ],
});
