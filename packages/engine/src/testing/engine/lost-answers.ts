import { HeadwayError } from "@headway-jobs/contract";
import type { EngineSuite, TestStore } from "./harness.ts";

/** A store whose commits' answers are lost while it is told so. */
export function losing(suite: EngineSuite, isLosing: () => boolean): EngineSuite {
  const open = async (store: TestStore) => {
    const db = await store.open();
    const transaction = db.transaction.bind(db);
    db.transaction = async (work) => {
      const result = await transaction(work);
      if (isLosing()) throw new HeadwayError("STORE_UNAVAILABLE", "The answer was lost.");
      return result;
    };
    return db;
  };
  return {
    name: suite.name,
    createStore: async () => {
      const store = await suite.createStore();
      return { open: () => open(store) };
    },
  };
}
