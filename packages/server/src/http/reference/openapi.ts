import { readFileSync } from "node:fs";
import { z } from "zod";
import {
  createDocument,
  type ZodOpenApiContentObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiOverride,
  type ZodOpenApiRequestBodyObject,
  type ZodOpenApiResponseObject,
} from "zod-openapi";
import type { ResponseDescription, Route, StreamRoute } from "../../service-kit/service.ts";
import type { EdgeRoute, EdgeService } from "../route.ts";
import { AFTER, AFTER_ALIAS } from "../sse/cursor.ts";

/** What the reference page reads of the document. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers?: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, object>>; readonly securitySchemes: object };
}

export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters?: readonly OpenApiParameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, { schema: object }>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, { schema: object }>> }>
  >;
  readonly security?: readonly object[];
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: object;
}

type StreamDescription = Pick<StreamRoute<unknown>, "path" | "summary" | "tag" | "cursorQuery" | "oneReader"> & {
  /** Members of the query beside the cursor. */
  readonly query?: z.ZodObject;
};

/**
 * OpenAPI 3.1 of everything mounted, made from the same zod schemas that check the requests. A schema with an `id` in its metadata is
 * a named component, so that generated clients have a type of that name.
 */
export function openApi(
  routes: readonly (Route | EdgeRoute)[],
  streams: readonly StreamDescription[],
  services: readonly Pick<EdgeService, "title" | "description" | "routes">[],
): OpenApiDocument {
  const paths: Record<string, Record<string, ZodOpenApiOperationObject>> = {};
  for (const route of routes) {
    const path = (paths[openApiPath(route.path)] ??= {});
    path[route.method.toLowerCase()] = operation(route);
  }
  for (const stream of streams) {
    const path = (paths[openApiPath(stream.path)] ??= {});
    path["get"] = path["get"] === undefined ? streamOperation(stream) : withStream(path["get"], stream);
  }
  const document = createDocument(
    {
      openapi: "3.1.0",
      info: {
        title: "Headway",
        version: packageVersion(),
        description: "AI jobs that take minutes, with live progress: submit, follow, resume, cancel, fetch.",
      },
      tags: services.flatMap(({ title, description, routes: own }) =>
        own[0] === undefined ? [] : [{ name: own[0].tag, description: `${title}: ${description}` }],
      ),
      paths,
      components: { securitySchemes: SECURITY_SCHEMES },
    },
    { override: overrideFor(routes, services), allowEmptySchema: UNREPRESENTABLE },
  );
  // The library's types allow a reference in every place; this document has references to schemas only.
  return document as unknown as OpenApiDocument;
}

/** The published version; package.json is the one place that names it. */
function packageVersion(): string {
  const text = readFileSync(new URL("../../../package.json", import.meta.url), "utf8");
  return z.object({ version: z.string() }).parse(JSON.parse(text)).version;
}

/** Types that JSON Schema cannot express and that are described as "anything". */
const UNREPRESENTABLE = { transform: true, custom: true } as const;

/** Adjusts what the schemas alone cannot say: which bodies refuse unknown members, and which member of a form is a file. */
function overrideFor(
  routes: readonly (Route | EdgeRoute)[],
  services: readonly Pick<EdgeService, "routes">[],
): ZodOpenApiOverride {
  const ofServices = new Set<Route | EdgeRoute>(services.flatMap((service) => service.routes));
  // Only routes of Headway's own refuse members that they do not know.
  const bodies = (isOwn: boolean) =>
    routes.filter((route) => ofServices.has(route) !== isOwn).flatMap(({ body }) => body ?? []);
  const lenient = new Set(bodies(false).flatMap(schemasIn));
  const strict = new Set(
    bodies(true)
      .flatMap(schemasIn)
      .filter((schema) => !lenient.has(schema)),
  );
  const files = new Map<z.core.$ZodType, string>(
    routes.flatMap(({ form, body }) => (form === undefined || body === undefined ? [] : [[body, form.file] as const])),
  );
  return ({ zodSchema, jsonSchema, io }) => {
    const { _zod: inner } = zodSchema;
    const { def } = inner;
    if (io === "input" && def.type === "object" && def.catchall === undefined && strict.has(zodSchema))
      jsonSchema.additionalProperties = false;
    const file = files.get(zodSchema);
    // Of a stored file the route's schema sees the upload's record; what is sent are its bytes, all the same.
    if (file !== undefined) jsonSchema.properties = { ...jsonSchema.properties, [file]: BYTES };
  };
}

/** A schema and all that it is made of. */
function schemasIn(schema: z.ZodType): readonly z.core.$ZodType[] {
  const found: z.core.$ZodType[] = [];
  z.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override: ({ zodSchema }) => void found.push(zodSchema),
  });
  return found;
}

const SECURITY_SCHEMES = {
  bearer: { type: "http" as const, scheme: "bearer", description: "An API key, `sk_` + 32 hex digits." },
  header: { type: "apiKey" as const, in: "header" as const, name: "x-api-key" },
  query: { type: "apiKey" as const, in: "query" as const, name: "api_key", description: "On streams only." },
  token: {
    type: "apiKey" as const,
    in: "query" as const,
    name: "token",
    description: "A stream token, for streams and for what its scopes allow.",
  },
};
const KEY_SECURITY: Record<string, string[]>[] = [{ bearer: [] }, { header: [] }];
const STREAM_SECURITY: Record<string, string[]>[] = [...KEY_SECURITY, { query: [] }, { token: [] }];

const BYTES = { type: "string", contentMediaType: "application/octet-stream" } as const;

const EVENT_STREAM = {
  description: "Server-sent events. 204 instead when the job has ended and nothing follows the cursor.",
  content: { "text/event-stream": { schema: { type: "string" } } },
} as const;

function operation(route: Route | EdgeRoute): ZodOpenApiOperationObject {
  const access = "access" in route ? route.access : "owner";
  const body = requestBody(route);
  return {
    operationId: operationId(route.method, route.path),
    summary: route.summary,
    tags: [route.tag],
    ...(route.query === undefined ? {} : { requestParams: { query: route.query } }),
    parameters: [...pathParameters(route.path), ...(route.creates === true ? CREATING_HEADERS : [])],
    ...(body === null ? {} : { requestBody: body }),
    responses: Object.fromEntries(
      Object.entries(route.responses).map(([status, response]) => [
        status,
        describedResponse(Number(status), response),
      ]),
    ),
    security: access === "public" ? [] : route.token === undefined ? KEY_SECURITY : [...KEY_SECURITY, { token: [] }],
  };
}

function streamOperation(stream: StreamDescription): ZodOpenApiOperationObject {
  return {
    operationId: operationId("GET", stream.path),
    summary: stream.summary,
    tags: [stream.tag],
    ...(stream.query === undefined ? {} : { requestParams: { query: stream.query } }),
    parameters: [...pathParameters(stream.path), ...cursorParameters(stream)],
    responses: {
      200: EVENT_STREAM,
      204: NOTHING_MORE,
      400: { description: "The cursor is malformed or beyond the log." },
      ...(stream.oneReader === undefined ? {} : { 409: { description: "Another reader is attached." } }),
    },
    security: STREAM_SECURITY,
  };
}

/** A path that answers with a stream or, when only JSON is accepted, with a page of it. */
function withStream(twin: ZodOpenApiOperationObject, stream: StreamDescription): ZodOpenApiOperationObject {
  const page = twin.responses["200"] as ZodOpenApiResponseObject | undefined;
  const content = { ...EVENT_STREAM.content, ...page?.content };
  return {
    ...twin,
    summary: stream.summary,
    parameters: [...(twin.parameters ?? []), LAST_EVENT_ID],
    responses: { ...twin.responses, 200: { description: EVENT_STREAM.description, content }, 204: NOTHING_MORE },
    security: STREAM_SECURITY,
  };
}

const NOTHING_MORE = { description: "The job has ended and nothing follows the cursor." };

/** A parameter that no schema of a route describes. */
type RawParameter = {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  description?: string;
  schema: { type: "string"; maxLength?: number };
};

const LAST_EVENT_ID: RawParameter = {
  name: "Last-Event-ID",
  in: "header",
  required: false,
  description: "The id of the last frame received; the stream resumes after it.",
  schema: { type: "string" },
};

const CREATING_HEADERS: readonly RawParameter[] = [
  {
    name: "Idempotency-Key",
    in: "header",
    required: false,
    description: "The same key with the same input within 24 hours returns the same job.",
    schema: { type: "string", maxLength: 255 },
  },
  {
    name: "Prefer",
    in: "header",
    required: false,
    description: "`respond-async`, or `wait=N` seconds.",
    schema: { type: "string" },
  },
];

function cursorParameters({ cursorQuery }: StreamDescription): RawParameter[] {
  const names = cursorQuery === undefined ? [] : cursorQuery === AFTER ? [AFTER, AFTER_ALIAS] : [cursorQuery];
  const inQuery = names.map((name): RawParameter => ({
    name,
    in: "query",
    required: false,
    schema: { type: "string" },
  }));
  return [LAST_EVENT_ID, ...inQuery];
}

function openApiPath(path: string): string {
  return path.replace(/:(\w+)/g, "{$1}");
}

function operationId(method: string, path: string): string {
  const words = path.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
  return [method.toLowerCase(), ...words]
    .map((word, at) => (at === 0 ? word : (word[0] ?? "").toUpperCase() + word.slice(1)))
    .join("");
}

function pathParameters(path: string): RawParameter[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function requestBody(route: Route | EdgeRoute): ZodOpenApiRequestBodyObject | null {
  if ("multipart" in route && route.multipart === true) {
    const schema = { type: "object" as const, properties: { file: BYTES }, required: ["file"] };
    return { required: true, content: { "multipart/form-data": { schema } } };
  }
  if (route.body === undefined) return null;
  if (route.form !== undefined) return { required: true, content: { "multipart/form-data": { schema: route.body } } };
  const required = !("bodyOptional" in route && route.bodyOptional === true);
  return { required, content: { "application/json": { schema: route.body } } };
}

function describedResponse(status: number, response: ResponseDescription): ZodOpenApiResponseObject {
  const { description, schema, streams, mediaTypes = [] } = response;
  const content: ZodOpenApiContentObject = {
    ...(schema === undefined ? {} : { [status < 400 ? "application/json" : "application/problem+json"]: { schema } }),
    ...(streams === true ? EVENT_STREAM.content : {}),
    ...Object.fromEntries(mediaTypes.map((type) => [type, { schema: BYTES }])),
  };
  return { description, ...(Object.keys(content).length === 0 ? {} : { content }) };
}
