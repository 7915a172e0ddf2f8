import { join } from "node:path";
import { openSqlite } from "../db/sqlite.ts";
import { engineTestSuite } from "../testing/engine.testsuite.ts";
import { temporaryDirectory } from "../testing/engine/harness.ts";

engineTestSuite({
  name: "node:sqlite",
  async createStore() {
    const file = join(await temporaryDirectory(), "headway.db");
    return { open: () => openSqlite({ file }) };
  },
});
