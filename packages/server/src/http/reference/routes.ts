import type { HttpConfig } from "../config.ts";
import { liveListQuery } from "../native/followed-jobs.ts";
import { eventStream } from "../native/events.ts";
import { JOBS_TAG } from "../native/jobs.ts";
import { withKinds } from "../native/kinds.ts";
import { LIVE_LIST_PATH } from "../native/live-list.ts";
import type { EdgeReply, EdgeRoute, EdgeService } from "../route.ts";
import { docsPage } from "./docs-page.ts";
import { errorsPage } from "./errors-page.ts";
import { homePage } from "./home-page.ts";
import type { OpenApiDocument } from "./openapi.ts";
import { PAGE_HEADERS } from "./page.ts";

const TAG = "Reference";

export interface ReferenceParts {
  /** The edge's own routes but for the reference itself. */
  readonly routes: readonly EdgeRoute[];
  readonly services: readonly EdgeService[];
  readonly config: Pick<HttpConfig, "auth">;
  /** True: `/` is the web console. */
  readonly hasConsole: boolean;
}

/** The pages that explain the server. Each is made at the first request, because nothing needs them before, and then kept. */
export function referenceRoutes({ routes, services, config, hasConsole }: ReferenceParts): readonly EdgeRoute[] {
  let made: Promise<OpenApiDocument> | undefined;
  let docs: Promise<string> | undefined;
  let errors: string | undefined;
  const document = (): Promise<OpenApiDocument> => (made ??= describeApi([...routes, ...reference], services));
  const page = (path: string, summary: string, render: (base: string) => string | Promise<string>): EdgeRoute => ({
    ...described(path, summary),
    handle: async (_request, call) => html(await render(call.url(""))),
  });
  const reference: readonly EdgeRoute[] = [
    {
      ...described("/openapi.json", "OpenAPI 3.1 document of this API"),
      handle: async (_request, call) => ({
        kind: "json",
        status: 200,
        body: { ...(await document()), servers: [{ url: call.url("") }] },
      }),
    },
    page("/docs", "API reference as a web page", () => (docs ??= document().then(docsPage))),
    page("/docs/errors", "Error codes and what to do about each", () => (errors ??= errorsPage())),
  ];
  const home = page("/", "Start page of the server", (base) => homePage(services, base, config.auth));
  return hasConsole ? reference : [...reference, home];
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
    "Changes of the owner's jobs as server-sent events, for a live list; `follow` adds the events of single jobs, " +
    "so that one connection is enough for a whole page",
  tag: JOBS_TAG,
  cursorQuery: "after",
  query: liveListQuery,
};

async function describeApi(routes: readonly EdgeRoute[], services: readonly EdgeService[]): Promise<OpenApiDocument> {
  // The library that makes the document is loaded with the first request for it: the start does not wait.
  const { openApi } = await import("./openapi.ts");
  const streams = services.flatMap((service) => service.streams);
  return openApi(
    [...routes.map((route) => withKinds(route, services)), ...services.flatMap((service) => service.routes)],
    [eventStream, liveList, ...streams],
    services,
  );
}
