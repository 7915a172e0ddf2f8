import { openEngineWithRandomTurns } from "@headway-jobs/engine/testing";
import { describe } from "vitest";
import { openKitsWith } from "./testing/kit-store.ts";

openKitsWith(openEngineWithRandomTurns);

// Every suite about readers once more. Their own files run them on the embedded store, which answers within the turn in which it is asked, and so hides
// what a page of the log misses while it is read.
describe("on a store whose calls take random turns", async () => {
  await import("./native/events.test.ts");
  await import("./native/followed-jobs.test.ts");
  await import("./real-clients.test.ts");
  await import("./sse/single-reader-slot.test.ts");
  await import("./sse/resilience.test.ts");
  await import("./sse/cluster-reader-slot.test.ts");
});
