import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  conversationInputSchema,
  documentInputSchema,
  speechInputSchema,
  videoInputSchema,
} from "@headway-jobs/contract";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { loadConfig } from "../config/load-config.ts";
import { type RunningServer, startServer } from "../main.ts";

interface Schema {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly anyOf?: readonly Schema[];
  readonly oneOf?: readonly Schema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly minimum?: number;
  readonly minItems?: number;
}

interface Document {
  readonly paths: Readonly<
    Record<
      string,
      Readonly<
        Record<
          string,
          {
            readonly parameters: readonly { readonly name: string; readonly in: string }[];
            readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
          }
        >
      >
    >
  >;
}

/** What every object inherits. */
const INHERITED = ["__proto__", "constructor", "toString", "hasOwnProperty"];

/** Values that a service takes, so that a request with one strange member reaches the code behind the schema. */
const SAMPLES: Readonly<Record<string, unknown>> = {
  topic: "Tides",
  source: "# Tides\n\nThe sea rises and falls twice a day.",
  text: "Hello.",
  texts: ["Hello."],
  source_language: "en-us",
  target_language: "es-es",
  language: "en-us",
  voice_id: 1,
  message: "make it shorter",
  document_html: "<p>The sea rises.</p>",
  html: "<p>The sea rises.</p>",
};

let server: RunningServer;
let dataDir = "";
let document: Document;

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "headway-names-"));
  const env = {
    HEADWAY_DATA: dataDir,
    HEADWAY_PORT: "0",
    HEADWAY_LOG_LEVEL: "silent",
    HEADWAY_REQUESTS_PER_SECOND: "0",
  };
  server = await startServer(loadConfig({ env, cwd: dataDir }), { work: false });
  document = (await (await fetch(`${server.url}/openapi.json`)).json()) as Document;
});

afterAll(async () => {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
});

describe("a name that every object inherits", () => {
  it("is never an internal error as a text of a JSON body", async () => {
    const requests = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { requestBody }]) => {
        const schema = requestBody?.content["application/json"]?.schema;
        return schema === undefined
          ? []
          : bodiesOf(schema).map((body) => ({ method, path: filled(path, "name"), body }));
      }),
    );
    expect(requests.length).toBeGreaterThan(200);
    expect(await failuresOf(requests)).toEqual([]);
  });

  it("is never an internal error as a text of a native job's input", async () => {
    const inputs = {
      video: videoInputSchema,
      speech: speechInputSchema,
      document: documentInputSchema,
      conversation: conversationInputSchema,
    };
    const requests = Object.entries(inputs).flatMap(([kind, input]) =>
      variantsOf(inputOf(input))
        .flatMap(bodiesOf)
        .map((body) => ({ method: "post", path: "/v1/jobs", body: { kind, input: body } })),
    );
    expect(requests.length).toBeGreaterThan(50);
    expect(await failuresOf(requests)).toEqual([]);
  });

  it("is never an internal error in a path or a query", async () => {
    const requests = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { parameters, requestBody }]) =>
        method !== "get" && requestBody !== undefined
          ? []
          : INHERITED.flatMap((name) => [
              { method, path: filled(path, name) },
              ...parameters
                .filter((parameter) => parameter.in === "query")
                .map((parameter) => ({ method, path: `${filled(path, name)}?${parameter.name}=${name}` })),
            ]),
      ),
    );
    expect(requests.length).toBeGreaterThan(100);
    expect(await failuresOf(requests)).toEqual([]);
  });
});

interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body?: unknown;
}

async function failuresOf(requests: readonly Sent[]): Promise<readonly unknown[]> {
  const failed: unknown[] = [];
  for (const { method, path, body } of requests) {
    const over = new AbortController();
    const response = await fetch(server.url + path, {
      method: method.toUpperCase(),
      headers: {
        Prefer: "respond-async",
        Accept: "application/json",
        ...(body === undefined ? {} : { "Content-Type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: over.signal,
    });
    if (response.status >= 500 && path !== "/ready") failed.push({ method, path, body, status: response.status });
    // A stream stays open; its head is all that is asked.
    over.abort();
  }
  return failed;
}

/** Bodies that the schema takes but for one text, which is an inherited name; and one with such a member. */
function bodiesOf(schema: Schema): unknown[] {
  const base = sampleOf(schema, "");
  const withMember = INHERITED.slice(1).map((name) => ({ ...(base as object), [name]: name }));
  return [...placesOf(schema).flatMap((place) => INHERITED.map((name) => replaced(base, place, name))), ...withMember];
}

/** A preprocessed schema says only of its output what it is. */
function inputOf(schema: z.ZodType): Schema {
  const [input, output] = (["input", "output"] as const).map(
    (io) => z.toJSONSchema(schema, { io, unrepresentable: "any" }) as Schema,
  );
  return (input?.properties === undefined ? output : input) ?? {};
}

function variantsOf(schema: Schema): readonly Schema[] {
  return schema.anyOf ?? schema.oneOf ?? [schema];
}

type Place = readonly (string | number)[];

function placesOf(schema: Schema): Place[] {
  const within = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  return within.flatMap((one): Place[] => {
    const own: Place[] = one.type === "string" || (Array.isArray(one.type) && one.type.includes("string")) ? [[]] : [];
    const members = Object.entries(one.properties ?? {}).flatMap(([name, inner]) =>
      placesOf(inner).map((place): Place => [name, ...place]),
    );
    const items = one.items === undefined ? [] : placesOf(one.items).map((place): Place => [0, ...place]);
    const open: Place[] = one.type === "object" && one.properties === undefined ? [["constructor"]] : [];
    return [...own, ...members, ...items, ...open];
  });
}

function sampleOf(schema: Schema, name: string): unknown {
  if (schema.default !== undefined) return schema.default;
  if (Object.hasOwn(SAMPLES, name)) return SAMPLES[name];
  const chosen = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema;
  if (chosen.const !== undefined) return chosen.const;
  if (chosen.enum !== undefined) return chosen.enum[0];
  const type = Array.isArray(chosen.type) ? chosen.type[0] : chosen.type;
  if (type === "object") {
    const known = Object.keys(chosen.properties ?? {}).filter((member) => Object.hasOwn(SAMPLES, member));
    const members = [...new Set([...known, ...(chosen.required ?? [])])].map((member) => [
      member,
      sampleOf(chosen.properties?.[member] ?? {}, member),
    ]);
    return Object.fromEntries(members);
  }
  if (type === "array") return Array.from({ length: chosen.minItems ?? 1 }, () => sampleOf(chosen.items ?? {}, ""));
  if (type === "integer" || type === "number") return Math.max(1, chosen.minimum ?? 1);
  if (type === "boolean") return true;
  return "name";
}

function replaced(value: unknown, [step, ...rest]: Place, name: string): unknown {
  if (step === undefined) return name;
  if (typeof step === "number") return [replaced((value as unknown[] | undefined)?.[0], rest, name)];
  const members = typeof value === "object" && value !== null ? value : {};
  const inner = Object.hasOwn(members, step) ? Reflect.get(members, step) : undefined;
  return { ...members, [step]: replaced(inner, rest, name) };
}

function filled(path: string, name: string): string {
  return path.replaceAll(/\{\w+\}/g, name);
}
