import { jobKindSchema } from "@headway-jobs/contract";
import { z } from "zod";
import type { EdgeRoute, EdgeService } from "../edge.ts";
import { JOBS_TAG } from "./jobs.ts";

const kindsSchema = z.object({ kinds: z.array(jobKindSchema) });

/** `GET /v1/kinds`: what this server can be asked for (SPEC §1.7). */
export const kindsRoute: EdgeRoute = {
  method: "GET",
  path: "/v1/kinds",
  summary: "The kinds of job that this server has, with the JSON schema of each one's input",
  tag: JOBS_TAG,
  responses: { 200: { description: "All kinds.", schema: kindsSchema } },
  validation: "sentence",
  handle: async (_request, { edge }) => ({
    kind: "json",
    status: 200,
    body: { kinds: edge.services.map(described) } satisfies z.infer<typeof kindsSchema>,
  }),
};

function described({ kind, title, description, input }: EdgeService): z.infer<typeof jobKindSchema> {
  return { kind, title, description, input: z.toJSONSchema(input, { io: "input", unrepresentable: "any" }) };
}

/** A native route for the API's description, with the kinds of this server and their inputs in place of what any server would take. */
export function withKinds(route: EdgeRoute, services: readonly Pick<EdgeService, "kind" | "input">[]): EdgeRoute {
  const kinds = services.map(({ kind }) => kind);
  const [first, ...others] = services.map(({ kind, input }) => z.object({ kind: z.literal(kind), input }));
  if (first === undefined || route.path !== "/v1/jobs") return route;
  if (route.method === "POST") return { ...route, body: z.discriminatedUnion("kind", [first, ...others]) };
  if (route.query instanceof z.ZodObject) {
    return { ...route, query: route.query.extend({ kind: z.enum(kinds).optional() }) };
  }
  return route;
}
