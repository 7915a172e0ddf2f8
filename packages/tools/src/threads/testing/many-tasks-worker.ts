import { HeadwayError } from "@headway-jobs/contract";
import { workerTask } from "../worker-task.ts";

export type ManyTasks =
  | { readonly kind: "double"; readonly number: number }
  | { readonly kind: "refuse" }
  | { readonly kind: "break" }
  | { readonly kind: "hang" }
  | { readonly kind: "fill" }
  | { readonly kind: "leave" }
  | { readonly kind: "leave-something-behind" }
  | { readonly kind: "call"; readonly word: string };

export interface ManyCalls {
  readonly [name: string]: (argument: never) => Promise<unknown>;
  readonly shout: (word: string) => Promise<string>;
}

/** A worker that can do everything that a pool has to survive. */
export const task = workerTask<ManyTasks, unknown, ManyCalls>(async (given, call) => {
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
    case "leave":
      return process.exit(3);
    case "leave-something-behind":
      setImmediate(() => {
        throw new Error("too late");
      });
      return "done";
    case "call":
      return [await call("shout", given.word), await call("shout", "and again")];
  }
});
