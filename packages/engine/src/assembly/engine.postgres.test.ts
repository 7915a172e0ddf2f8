import { openPostgres } from "../db/postgres.ts";
import { engineTestSuite } from "../testing/engine.testsuite.ts";
import { privatePostgres } from "../testing/postgres.ts";

engineTestSuite({
  name: "PostgreSQL",
  async createStore() {
    const { url } = await privatePostgres();
    return { open: () => openPostgres({ url, poolSize: 4 }) };
  },
});
