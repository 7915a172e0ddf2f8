import { expect, it } from "vitest";
import { PastHub } from "./past/hub.ts";
import { findFailure, type SeedRange } from "./seeds.ts";

interface PastFault {
  readonly name: string;
  readonly switch: Pick<SeedRange, "variants" | "focus">;
  /** What the simulation must say. */
  readonly failure: RegExp;
  /** Within so many worlds. */
  readonly worlds: number;
}

/** Faults that the product had once. A simulation that does not find them proves nothing. */
const PAST_FAULTS: readonly PastFault[] = [
  {
    name: "a page of the log is judged by the head from after its read",
    switch: { focus: "readers", variants: { createHub: (node) => new PastHub(node.clock) } },
    failure: /gets \d+ too early/,
    worlds: 60,
  },
  {
    name: "claims are judged by each node's own clock",
    switch: { variants: { tamper: { nowMs: (node) => node.clock.nowMs() } } },
    failure: /whose claim holds for|longer than its lease/,
    worlds: 40,
  },
  {
    name: "nobody on the writing node looks at the store when the answer to a commit was lost",
    switch: { focus: "lostCommits", variants: { tamper: { hidesDoubt: true } } },
    failure: /not at rest .* events and waits$/,
    worlds: 60,
  },
  {
    name: "each lost claim counts against a job, whatever ran beside it",
    // As many as make a suspect: none is left to tell the guilty job from the others.
    switch: { focus: "poison", variants: { limits: { stalledClaims: 3 } } },
    failure: /ended wrongly: failed WORKER_LOST/,
    worlds: 60,
  },
  {
    name: "content that one job gives up is removed although another has it as well",
    switch: { focus: "contents", variants: { tamper: { statement: unheeding }, limits: { contentGraceMs: 0 } } },
    failure: /^the content /,
    worlds: 60,
  },
];

/** A remover that believes the mark of a release, and does not look who refers to the content or is about to. */
function unheeding(sql: string): string {
  if (!sql.includes("SELECT 1 FROM content_holds WHERE sha256 = ?")) return sql;
  return "SELECT 1 WHERE ? = ? AND 1 = 0";
}

it.each(PAST_FAULTS)("finds within $worlds worlds that $name", { timeout: 120_000 }, async (fault) => {
  const found = await findFailure({ ...fault.switch, from: 1, count: fault.worlds });
  expect(found?.failure ?? "nothing was found").toMatch(fault.failure);
});
