import { z } from "zod";
import type { ResponseDescription, Route, RouteForm, StreamRoute } from "../../service-kit/service.ts";
import type { EdgeRoute, EdgeService } from "../route.ts";
import { AFTER, AFTER_ALIAS } from "../sse/cursor.ts";

export interface OpenApiOperation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: readonly string[];
  readonly parameters: readonly OpenApiParameter[];
  readonly requestBody?: { readonly required: boolean; readonly content: Readonly<Record<string, { schema: object }>> };
  readonly responses: Readonly<
    Record<string, { readonly description: string; readonly content?: Readonly<Record<string, { schema: object }>> }>
  >;
  readonly security?: readonly object[];
}

export interface OpenApiParameter {
  readonly name: string;
  readonly in: "path" | "query" | "header";
  readonly required: boolean;
  readonly description?: string;
  readonly schema: object;
}

export interface OpenApiDocument {
  readonly openapi: "3.1.0";
  readonly info: { readonly title: string; readonly version: string; readonly description: string };
  readonly servers?: readonly { readonly url: string }[];
  readonly tags: readonly { readonly name: string; readonly description?: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OpenApiOperation>>>>;
  readonly components: { readonly securitySchemes: object };
}

type StreamDescription = Pick<StreamRoute<unknown>, "path" | "summary" | "tag" | "cursorQuery" | "oneReader"> & {
  /** Members of the query beside the cursor. */
  readonly query?: z.ZodType;
};

/** OpenAPI 3.1 of everything mounted, made from the same zod schemas that check the requests. */
export function openApi(
  routes: readonly (Route | EdgeRoute)[],
  streams: readonly StreamDescription[],
  services: readonly Pick<EdgeService, "title" | "description" | "routes">[],
): OpenApiDocument {
  const paths: Record<string, Record<string, OpenApiOperation>> = {};
  // Only routes of Headway's own refuse members that they do not know.
  const lenient = new Set<Route | EdgeRoute>(services.flatMap((service) => service.routes));
  for (const route of routes) {
    const path = (paths[openApiPath(route.path)] ??= {});
    path[route.method.toLowerCase()] = operation(route, !lenient.has(route));
  }
  for (const stream of streams) {
    const path = (paths[openApiPath(stream.path)] ??= {});
    path["get"] = path["get"] === undefined ? streamOperation(stream) : withStream(path["get"], stream);
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Headway",
      version: "0.1.0",
      description: "AI jobs that take minutes, with live progress: submit, follow, resume, cancel, fetch.",
    },
    tags: services.flatMap(({ title, description, routes: own }) =>
      own[0] === undefined ? [] : [{ name: own[0].tag, description: `${title}: ${description}` }],
    ),
    paths,
    components: { securitySchemes: SECURITY_SCHEMES },
  };
}

const SECURITY_SCHEMES = {
  bearer: { type: "http", scheme: "bearer", description: "An API key, `sk_` + 32 hex digits." },
  header: { type: "apiKey", in: "header", name: "x-api-key" },
  query: { type: "apiKey", in: "query", name: "api_key", description: "On streams only." },
  token: {
    type: "apiKey",
    in: "query",
    name: "token",
    description: "A stream token; on streams and on what its scopes open.",
  },
};
const KEY_SECURITY = [{ bearer: [] }, { header: [] }];
const STREAM_SECURITY = [...KEY_SECURITY, { query: [] }, { token: [] }];

const EVENT_STREAM = {
  description: "Server-sent events. 204 instead when the job has ended and nothing follows the cursor.",
  content: { "text/event-stream": { schema: { type: "string" } } },
};

function operation(route: Route | EdgeRoute, isStrict: boolean): OpenApiOperation {
  const access = "access" in route ? route.access : "owner";
  return {
    operationId: operationId(route.method, route.path),
    summary: route.summary,
    tags: [route.tag],
    parameters: [
      ...pathParameters(route.path),
      ...queryParameters(route.query),
      ...(route.creates === true ? CREATING_HEADERS : []),
    ],
    ...requestBody(route, isStrict),
    responses: Object.fromEntries(
      Object.entries(route.responses).map(([status, response]) => [
        status,
        describedResponse(Number(status), response),
      ]),
    ),
    security: access === "public" ? [] : route.token === undefined ? KEY_SECURITY : [...KEY_SECURITY, { token: [] }],
  };
}

function streamOperation(stream: StreamDescription): OpenApiOperation {
  return {
    operationId: operationId("GET", stream.path),
    summary: stream.summary,
    tags: [stream.tag],
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
function withStream(twin: OpenApiOperation, stream: StreamDescription): OpenApiOperation {
  const { 200: page, ...others } = twin.responses;
  const content = { ...EVENT_STREAM.content, ...page?.content };
  return {
    ...twin,
    summary: stream.summary,
    parameters: [...twin.parameters, LAST_EVENT_ID],
    responses: { ...others, 200: { description: EVENT_STREAM.description, content }, 204: NOTHING_MORE },
    security: STREAM_SECURITY,
  };
}

const NOTHING_MORE = { description: "The job has ended and nothing follows the cursor." };

const LAST_EVENT_ID: OpenApiParameter = {
  name: "Last-Event-ID",
  in: "header",
  required: false,
  description: "The id of the last frame received; the stream goes on behind it.",
  schema: { type: "string" },
};

const CREATING_HEADERS: readonly OpenApiParameter[] = [
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

function cursorParameters({ cursorQuery, query }: StreamDescription): OpenApiParameter[] {
  const names = cursorQuery === undefined ? [] : cursorQuery === AFTER ? [AFTER, AFTER_ALIAS] : [cursorQuery];
  const inQuery = names.map((name): OpenApiParameter => ({
    name,
    in: "query",
    required: false,
    schema: { type: "string" },
  }));
  return [LAST_EVENT_ID, ...inQuery, ...queryParameters(query)];
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

function pathParameters(path: string): OpenApiParameter[] {
  return [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
}

function queryParameters(schema: z.ZodType | undefined): OpenApiParameter[] {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(schema, "input") as {
    properties?: Record<string, object>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: "query",
    required: required.includes(name),
    schema: property,
  }));
}

function requestBody(route: Route | EdgeRoute, isStrict: boolean): Pick<OpenApiOperation, "requestBody"> {
  if ("multipart" in route && route.multipart === true) {
    const file = { type: "string", contentMediaType: "application/octet-stream" };
    const schema = { type: "object", properties: { file }, required: ["file"] };
    return { requestBody: { required: true, content: { "multipart/form-data": { schema } } } };
  }
  if (route.form !== undefined && route.body !== undefined) return { requestBody: formBody(route.form, route.body) };
  if (route.body === undefined) return {};
  const required = !("bodyOptional" in route && route.bodyOptional === true);
  return {
    requestBody: { required, content: { "application/json": { schema: jsonSchema(route.body, "input", isStrict) } } },
  };
}

function formBody({ file }: RouteForm, body: z.ZodType): NonNullable<OpenApiOperation["requestBody"]> {
  const schema = jsonSchema(body, "input") as { properties?: Record<string, object> };
  const bytes = { type: "string", contentMediaType: "application/octet-stream" };
  // Of a stored file `body` sees the upload's record; what is sent are its bytes, all the same.
  const properties = { ...schema.properties, [file]: bytes };
  return { required: true, content: { "multipart/form-data": { schema: { ...schema, properties } } } };
}

function describedResponse(status: number, response: ResponseDescription): OpenApiOperation["responses"][string] {
  const { description, schema, streams, mediaTypes = [] } = response;
  const bytes = { schema: { type: "string", contentMediaType: "application/octet-stream" } };
  const content = {
    ...(schema === undefined ? {} : contentOf(status, schema)),
    ...(streams === true ? EVENT_STREAM.content : {}),
    ...Object.fromEntries(mediaTypes.map((type) => [type, bytes])),
  };
  return { description, ...(Object.keys(content).length === 0 ? {} : { content }) };
}

function contentOf(status: number, schema: z.ZodType): Record<string, { schema: object }> {
  return { [status < 400 ? "application/json" : "application/problem+json"]: { schema: jsonSchema(schema, "output") } };
}

function jsonSchema(schema: z.ZodType, io: "input" | "output", isStrict = false): object {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io,
    unrepresentable: "any",
    override: ({ zodSchema: { _zod: inner }, jsonSchema: made }) => {
      if (isStrict && inner.def.type === "object" && inner.def.catchall === undefined)
        made.additionalProperties = false;
    },
    target: "draft-2020-12",
  });
  return rest;
}
