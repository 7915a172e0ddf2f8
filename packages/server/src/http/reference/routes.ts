import type { Edge, EdgeReply, EdgeRoute } from "../route.ts";
import { artifactRoutes } from "../native/artifacts.ts";
import { eventPages, eventStream } from "../native/events.ts";
import { JOBS_TAG } from "../native/jobs.ts";
import { jobRoutes } from "../native/jobs.ts";
import { rerunRoute } from "../native/rerun.ts";
import { liveListQuery } from "../native/followed-jobs.ts";
import { LIVE_LIST_PATH } from "../native/live-list.ts";
import { streamTokenRoutes } from "../native/stream-tokens.ts";
import { uploadRoute, uploadRoutes } from "../native/uploads.ts";
import { usageRoute } from "../native/usage.ts";
import { operationRoutes } from "../observability/health.ts";
import { docsPage } from "./docs-page.ts";
import { errorsPage } from "./errors-page.ts";
import { homePage } from "./home-page.ts";
import { openApi, type OpenApiDocument } from "./openapi.ts";
import { PAGE_HEADERS } from "./page.ts";

const TAG = "Reference";

/** The native routes that answer plainly; streams and uploads are mounted in their own ways. */
export const plainNativeRoutes: readonly EdgeRoute[] = [
  ...jobRoutes,
  rerunRoute,
  ...artifactRoutes,
  ...streamTokenRoutes,
  ...uploadRoutes,
  usageRoute,
  ...operationRoutes,
];

/** The pages that explain the server. Made at the first look, as nothing needs them before, and then kept. */
export function referenceRoutes(hasConsole: boolean): EdgeRoute[] {
  let made: OpenApiDocument | undefined;
  const documentOf = (edge: Edge): OpenApiDocument => (made ??= describeApi(edge));
  const page = (path: string, summary: string, render: (edge: Edge, base: string) => string): EdgeRoute => ({
    ...described(path, summary),
    handle: async (_request, call) => html(render(call.edge, call.url(""))),
  });
  return [
    {
      ...described("/openapi.json", "This API as OpenAPI 3.1"),
      handle: async (_request, call) => ({
        kind: "json",
        status: 200,
        body: { ...documentOf(call.edge), servers: [{ url: call.url("") }] },
      }),
    },
    page("/docs", "This API as a readable page", (edge) => docsPage(documentOf(edge))),
    page("/docs/errors", "All error codes and what to do", () => errorsPage()),
    ...(hasConsole
      ? []
      : [page("/", "What this server is", (edge, base) => homePage(edge.services, base, edge.config.auth))]),
  ];
}

function described(path: string, summary: string): Omit<EdgeRoute, "handle"> {
  return {
    method: "GET",
    path,
    summary,
    tag: TAG,
    access: "public",
    responses: { 200: { description: `${summary}.` } },
    validation: "sentence",
  };
}

function html(text: string): EdgeReply {
  return { kind: "text", status: 200, mediaType: "text/html; charset=utf-8", text, headers: PAGE_HEADERS };
}

const liveList = {
  path: LIVE_LIST_PATH,
  summary:
    "The owner's jobs as they change (server-sent events): what a live list needs; `follow` adds the events of single jobs, " +
    "so that one connection carries everything a page shows",
  tag: JOBS_TAG,
  cursorQuery: "after",
  query: liveListQuery,
};

function describeApi(edge: Edge): OpenApiDocument {
  const { services } = edge;
  return openApi(
    [
      ...plainNativeRoutes,
      eventPages,
      uploadRoute,
      ...referenceRoutes(true),
      ...services.flatMap((service) => service.routes),
    ],
    [eventStream, liveList, ...services.flatMap((service) => service.streams)],
    services,
  );
}
