import { jobKindSchema } from "@headway-jobs/contract";
import { z } from "zod";
import type { EdgeRoute, EdgeService } from "../route.ts";
import { JOBS_TAG } from "./jobs.ts";

const kindsSchema = z.object({ kinds: z.array(jobKindSchema) });

/** `GET /v1/kinds`: what this server can be asked for (SPEC §1.7). */
export function kindsRoute({ services }: { readonly services: readonly EdgeService[] }): EdgeRoute {
  // Made at the first request: services do not change, and the JSON Schemas of their inputs take time to make.
  let kinds: z.infer<typeof kindsSchema>["kinds"] | undefined;
  return {
    method: "GET",
    path: "/v1/kinds",
    summary: "List the kinds of job of this server, with the JSON Schema of each input",
    tag: JOBS_TAG,
    responses: { 200: { description: "All kinds.", schema: kindsSchema } },
    validation: "sentence",
    handle: async () => ({
      kind: "json",
      status: 200,
      body: { kinds: (kinds ??= services.map(described)) } satisfies z.infer<typeof kindsSchema>,
    }),
  };
}

function described({ kind, title, description, input }: EdgeService): z.infer<typeof jobKindSchema> {
  return { kind, title, description, input: z.toJSONSchema(input, { io: "input", unrepresentable: "any" }) };
}

/** A native route for the API's description, with the kinds of this server and their inputs in place of what any server would take. */
export function withKinds(route: EdgeRoute, services: readonly Pick<EdgeService, "kind" | "input">[]): EdgeRoute {
  const kinds = services.map(({ kind }) => kind);
  // Clones, because the same schemas describe routes of services, which do not refuse unknown members.
  const [first, ...others] = services.map(({ kind, input }) =>
    z.object({ kind: z.literal(kind), input: input.clone() }),
  );
  if (first === undefined || route.path !== "/v1/jobs") return route;
  if (route.method === "POST") return { ...route, body: z.discriminatedUnion("kind", [first, ...others]) };
  if (route.query instanceof z.ZodObject) {
    return { ...route, query: route.query.extend({ kind: z.enum(kinds).optional() }) };
  }
  return route;
}
