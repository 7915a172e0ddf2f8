import { problemSchema } from "@headway-jobs/contract";
import type { Reply, ResponseDescription } from "./service.ts";

/** A 200 with a JSON body. */
export function json(body: unknown): Reply {
  return { kind: "json", status: 200, body };
}

/** The description of a failure, whose body is a problem (RFC 9457), for the reference. */
export function problem(description: string): ResponseDescription {
  return { description, schema: problemSchema };
}
