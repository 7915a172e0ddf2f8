import { join } from "node:path";
import { describe } from "vitest";
import { openSqlite } from "../db/sqlite.ts";
import { followSuite } from "../testing/engine/follow.testsuite.ts";
import { temporaryDirectory } from "../testing/engine/harness.ts";
import { nodeSuite } from "../testing/engine/nodes.testsuite.ts";
import { seededRandom, withRandomTurns } from "../testing/random-turns.ts";

// What a reader is told must not depend on the embedded store's answering within the turn in which it is asked.
describe("readers of a store whose calls take random turns", () => {
  const suite = {
    name: "random turns",
    async createStore() {
      const file = join(await temporaryDirectory(), "headway.db");
      const random = seededRandom(1);
      return { open: async () => withRandomTurns(await openSqlite({ file }), random) };
    },
  };
  followSuite(suite);
  nodeSuite(suite);
});
