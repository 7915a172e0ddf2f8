import { compatibleAdapter } from "./compatible.ts";
import { checkUrl } from "./connect.ts";

export const ollamaAdapter = compatibleAdapter({
  name: "ollama",
  urlNames: ["HEADWAY_LLM_BASE_URL", "OLLAMA_BASE_URL", "OLLAMA_HOST"],
  url: "http://127.0.0.1:11434/v1",
  urlOf: (value, variable) => (variable === "OLLAMA_HOST" ? ollamaUrl(value) : checkUrl(value, variable)),
  keyNames: ["OLLAMA_API_KEY"],
  variables: [
    { name: "OLLAMA_HOST", means: "where Ollama listens, for `ollama:…` (default 127.0.0.1:11434)", secret: false },
    { name: "OLLAMA_BASE_URL", means: "the same as a URL with path", secret: false },
    { name: "OLLAMA_API_KEY", means: "key for `ollama:…` behind a proxy", secret: true },
  ],
});

/** OLLAMA_HOST is often a bare host and port, and lacks the path of the compatible API. */
function ollamaUrl(host: string): string {
  const url = new URL(checkUrl(/^https?:\/\//i.test(host) ? host : `http://${host}`, "OLLAMA_HOST"));
  if (url.hostname === "0.0.0.0") url.hostname = "127.0.0.1";
  if (url.port === "" && url.protocol === "http:") url.port = "11434";
  if (url.pathname === "/") url.pathname = "/v1";
  return url.href;
}
