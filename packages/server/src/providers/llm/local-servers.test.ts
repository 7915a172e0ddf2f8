import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import { findLocalServers, offerOf } from "./local-servers.ts";

type Handle = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A server on loopback; `asked` has each request line. */
async function listening(handle: Handle) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      asked.push(`${request.method} ${request.url}${request.headers.authorization ?? ""}`);
      handle(request, response, body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  return { host: `127.0.0.1:${address.port}`, asked };
}

/** Where nothing listens. */
const NOWHERE = "127.0.0.1:9";

async function offers(env: { readonly ollama?: string; readonly lmstudio?: string }, limitMs = 2_000) {
  const { ollama = NOWHERE, lmstudio = NOWHERE } = env;
  const variables = { OLLAMA_HOST: ollama, LMSTUDIO_BASE_URL: `http://${lmstudio}/v1`, OLLAMA_API_KEY: "k" };
  return (await findLocalServers({ env: variables, fetch, limitMs })).map(offerOf);
}

const json = (response: ServerResponse, value: unknown, status = 200): void => {
  response.writeHead(status, { "Content-Type": "application/json; charset=utf-8" }).end(JSON.stringify(value));
};

/** As `GET /api/tags` has them (docs/api.md of ollama/ollama, "List Local Models"). */
const ollamaModel = (name: string, family: string, more: object = {}): object => ({
  name,
  model: name,
  modified_at: "2026-11-04T14:56:49.277302595-07:00",
  size: 7_365_960_935,
  digest: "9f438cb9cd581fc025612d27f7c1a6669ff83a8bb0ed86c94fcf4c5440555697",
  details: {
    parent_model: "",
    format: "gguf",
    family,
    families: [family],
    parameter_size: "8.2B",
    quantization_level: "Q4_K_M",
  },
  ...more,
});

interface Ollama {
  readonly models: readonly object[];
  /** What `POST /api/show` says of a model; absent in older versions, which name none. */
  readonly capabilities?: Readonly<Record<string, readonly string[]>>;
}

const ollama = ({ models, capabilities }: Ollama) =>
  listening((request, response, body) => {
    if (request.url === "/api/tags") return json(response, { models });
    const { model } = JSON.parse(body) as { model: string };
    return json(response, {
      details: { family: "qwen3" },
      model_info: {},
      ...(capabilities && { capabilities: capabilities[model] }),
    });
  });

describe("a running Ollama", () => {
  it("is offered with the model that was changed last, and asked without a key", async () => {
    const { host, asked } = await ollama({
      models: [ollamaModel("qwen3:8b", "qwen3"), ollamaModel("llama3:latest", "llama")],
      capabilities: { "qwen3:8b": ["completion", "tools", "thinking"] },
    });
    expect(await offers({ ollama: host })).toEqual([
      "Ollama runs here with qwen3:8b: HEADWAY_LLM=ollama:qwen3:8b headway serve",
    ]);
    expect(asked).toEqual(["GET /api/tags", "POST /api/show"]);
  });

  it.each<[string, Ollama, string | null]>([
    [
      "an embedding model by its family",
      { models: [ollamaModel("my-vectors", "nomic-bert"), ollamaModel("gemma3:4b", "gemma3")] },
      "gemma3:4b",
    ],
    ["an embedding model by its name", { models: [ollamaModel("qwen3-embedding:0.6b", "qwen3")] }, null],
    [
      "an embedding model by its capabilities",
      {
        models: [ollamaModel("vectors:1", "qwen3"), ollamaModel("qwen3:4b", "qwen3")],
        capabilities: { "vectors:1": ["embedding"], "qwen3:4b": ["completion"] },
      },
      "qwen3:4b",
    ],
    [
      "a model of Ollama's cloud",
      {
        models: [
          ollamaModel("gpt-oss:120b-cloud", "gptoss", {
            remote_model: "gpt-oss:120b",
            remote_host: "https://ollama.com:443",
          }),
          ollamaModel("glm-5:cloud", "glm"),
          ollamaModel("hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M", "llama"),
        ],
      },
      "hf.co/bartowski/Llama-3.2-3B-Instruct-GGUF:Q4_K_M",
    ],
    [
      "a name that no shell should get",
      { models: [ollamaModel("x; rm -rf ~", "llama"), ollamaModel("\u001B[2Jx", "llama")] },
      null,
    ],
    ["nothing where there are no models", { models: [] }, null],
    [
      "null for what is not known (ollama/ollama, docs/api.md)",
      { models: [ollamaModel("a:1", "llama", { details: { family: "llama", families: null } })] },
      "a:1",
    ],
  ])("passes over %s", async (_what, given, model) => {
    const { host } = await ollama(given);
    const said = await offers({ ollama: host });
    expect(said).toEqual(
      model === null ? [] : [`Ollama runs here with ${model}: HEADWAY_LLM=ollama:${model} headway serve`],
    );
  });
});

/** As `GET /api/v0/models` has them (docs of LM Studio, "REST API v0"). */
const lmstudioModel = (id: string, more: object = {}): object => ({
  id,
  object: "model",
  type: "llm",
  publisher: "lmstudio-community",
  arch: "llama",
  compatibility_type: "gguf",
  quantization: "Q4_K_M",
  state: "not-loaded",
  max_context_length: 131_072,
  ...more,
});
const VECTORS = lmstudioModel("text-embedding-nomic-embed-text-v1.5", { type: "embeddings", state: "loaded" });

const lmstudio = (data: readonly object[]) =>
  listening((request, response) =>
    request.url === "/api/v0/models"
      ? json(response, { data, object: "list" })
      : json(response, { error: `Unexpected endpoint or method. (${request.method} ${request.url})` }),
  );

describe("a running LM Studio", () => {
  it.each<[string, readonly object[], string | null]>([
    [
      "the first model that writes",
      [VECTORS, lmstudioModel("qwen2-vl-7b-instruct", { type: "vlm" })],
      "HEADWAY_LLM=lmstudio:qwen2-vl-7b-instruct",
    ],
    [
      "a model that is loaded before others",
      [lmstudioModel("a"), lmstudioModel("google/gemma-3-4b", { state: "loaded", loaded_context_length: 32_768 })],
      "HEADWAY_LLM=lmstudio:google/gemma-3-4b",
    ],
    [
      "the context of a model that is loaded with a small one (lmstudio-bug-tracker, issue 816)",
      [
        lmstudioModel("gemma-3n-e4b-it-mlx", {
          type: "vlm",
          state: "loaded",
          max_context_length: 32_768,
          loaded_context_length: 4096,
        }),
      ],
      "HEADWAY_LLM=lmstudio:gemma-3n-e4b-it-mlx HEADWAY_LLM_CONTEXT=4096",
    ],
    ["no embedding model that it takes for another one (issue 681)", [lmstudioModel("nomic-embed-text-v2-moe")], null],
    ["nothing where no model is loaded (issue 816)", [], null],
  ])("is offered with %s", async (_what, data, variables) => {
    const { host } = await lmstudio(data);
    const model = /lmstudio:(\S+)/.exec(variables ?? "")?.[1];
    expect(await offers({ lmstudio: host })).toEqual(
      variables === null ? [] : [`LM Studio runs here with ${model}: ${variables} headway serve`],
    );
  });

  it("of an older version is known by how it answers an address that it does not have (issue 618)", async () => {
    const { host } = await listening((request, response) =>
      request.url === "/v1/models"
        ? json(response, {
            data: [
              { id: "text-embedding-bge", object: "model" },
              { id: "phi-3", object: "model", owned_by: "organization_owner" },
            ],
            object: "list",
          })
        : json(response, { error: `Unexpected endpoint or method. (${request.method} ${request.url})` }),
    );
    expect(await offers({ lmstudio: host })).toEqual([
      "LM Studio runs here with phi-3: HEADWAY_LLM=lmstudio:phi-3 headway serve",
    ]);
  });
});

describe("a stranger at their ports", () => {
  it.each<[string, Handle]>([
    [
      "a page",
      (_request, response) =>
        response.writeHead(200, { "Content-Type": "text/html" }).end("<!doctype html><title>Hi</title>"),
    ],
    ["404", (_request, response) => response.writeHead(404).end("404 page not found")],
    [
      "another server with OpenAI's API",
      (_request, response) =>
        json(response, { object: "list", data: [{ id: "m", object: "model", owned_by: "llamacpp" }] }),
    ],
    ["JSON of another form", (_request, response) => json(response, { models: "none", data: [1, null] })],
    ["JSON null", (_request, response) => json(response, null)],
    [
      // https://github.com/agustif/opencode-lmstudio/issues/41
      "LM Studio that asks for a token",
      (_request, response) =>
        json(
          response,
          {
            error: { type: "invalid_request", code: "invalid_api_key", message: "An LM Studio API token is required" },
          },
          401,
        ),
    ],
    ["a redirection", (_request, response) => response.writeHead(307, { Location: "http://127.0.0.1:9/" }).end()],
    ["a connection that hangs", () => undefined],
    [
      "a connection that is cut",
      (_request, response) => void response.writeHead(200).write("{", () => response.destroy()),
    ],
    [
      "a body without end",
      (_request, response) => {
        response.writeHead(200, { "Content-Type": "application/json" });
        const more = (): void => {
          while (!response.destroyed && response.write("[".repeat(64 * 1024)));
          response.once("drain", more);
        };
        more();
      },
    ],
  ])("is not offered: %s", async (what, handle) => {
    const { host } = await listening(handle);
    // Only what hangs is left at the limit.
    const limitMs = what.endsWith("hangs") ? 100 : 60_000;
    expect(await offers({ ollama: host, lmstudio: host }, limitMs)).toEqual([]);
  });

  it("is not asked where the variable holds no address", async () => {
    expect(await findLocalServers({ env: { OLLAMA_HOST: "http://", LMSTUDIO_BASE_URL: "no" }, fetch })).toEqual([]);
  });
});
