import { threadId } from "node:worker_threads";
import { HeadwayError } from "@headway-jobs/contract";
import { serveWork } from "../worker-task.ts";

export type ManyTasks =
  | { readonly kind: "double"; readonly number: number }
  | { readonly kind: "refuse" }
  | { readonly kind: "break" }
  | { readonly kind: "hang" }
  | { readonly kind: "fill" }
  | { readonly kind: "recurse" }
  | { readonly kind: "exceed-a-range" }
  | { readonly kind: "return-a-function" }
  | { readonly kind: "thread" }
  | { readonly kind: "leave" }
  | { readonly kind: "leave-something-behind" }
  | { readonly kind: "call"; readonly word: string }
  | { readonly kind: "call-endlessly" };

export interface ManyCalls {
  readonly [name: string]: (argument: never) => Promise<unknown>;
  readonly shout: (word: string) => Promise<string>;
}

/** A worker that can do everything that a pool has to survive. */
serveWork<ManyTasks, unknown, ManyCalls>(async (given, call) => {
  switch (given.kind) {
    case "double":
      return given.number * 2;
    case "refuse":
      throw new HeadwayError("PROVIDER_RATE_LIMITED", "Not now.", { retryAfterS: 7, extra: { left: 0 } });
    case "break":
      throw new TypeError("a mistake");
    case "hang":
      for (;;) Math.sqrt(2);
    case "fill": {
      const kept: string[][] = [];
      for (;;) kept.push(Array.from({ length: 100_000 }, (_, at) => `${at}-${kept.length}`));
    }
    case "recurse":
      return recurse(0);
    case "exceed-a-range":
      return "-".repeat(-1);
    case "return-a-function":
      return () => undefined;
    case "thread":
      return threadId;
    case "leave":
      return process.exit(3);
    case "leave-something-behind":
      setImmediate(() => {
        throw new Error("too late");
      });
      return "done";
    case "call":
      return [await call("shout", given.word), await call("shout", "and again")];
    case "call-endlessly":
      for (;;) await call("shout", "again");
  }
});

function recurse(depth: number): number {
  return 1 + recurse(depth + 1);
}
