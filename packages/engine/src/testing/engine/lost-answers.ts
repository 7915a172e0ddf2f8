import { HeadwayError } from "@headway-jobs/contract";
import type { Db, Transaction } from "../../db/port.ts";
import type { EngineSuite } from "./harness.ts";

/** A store whose commits' answers are lost while it is told so. */
export function losing(suite: EngineSuite, isLosing: () => boolean): EngineSuite {
  return changed(suite, (db) => {
    const transaction = db.transaction.bind(db);
    db.transaction = async (work) => {
      const result = await transaction(work);
      if (isLosing()) throw answerLost();
      return result;
    };
  });
}

/** A store that loses the answer to the first commit of an event of the type. */
export function losingAnswerOf(suite: EngineSuite, type: string): EngineSuite {
  const first = firstOf(type);
  return changed(suite, (db) => {
    const transaction = db.transaction.bind(db);
    db.transaction = async (work) => {
      const found = first();
      const result = await transaction((tx) => work(found.watch(tx)));
      if (found.isFound()) throw answerLost();
      return result;
    };
  });
}

/** A store that fails at the first commit of an event of the type and rolls it back. */
export function rollingBack(suite: EngineSuite, type: string): EngineSuite {
  const first = firstOf(type);
  return changed(suite, (db) => {
    const transaction = db.transaction.bind(db);
    db.transaction = (work) => {
      const found = first();
      return transaction(async (tx) => {
        const result = await work(found.watch(tx));
        if (found.isFound()) throw answerLost();
        return result;
      });
    };
  });
}

/**
 * A store that loses the connection at the first commit of an event of the type, and executes the commit only with `execute`. `looked` resolves when
 * the job's log was read meanwhile.
 */
export function committingLate(
  suite: EngineSuite,
  type: string,
): { readonly suite: EngineSuite; readonly looked: Promise<void>; readonly execute: () => void } {
  const first = firstOf(type);
  const looked = Promise.withResolvers<void>();
  const executed = Promise.withResolvers<void>();
  let isLate = false;
  const late = changed(suite, (db) => {
    const transaction = db.transaction.bind(db);
    db.transaction = <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => {
      const found = first();
      const answer = Promise.withResolvers<T>();
      const delayed = async (tx: Transaction): Promise<T> => {
        const result = await work(found.watch(tx));
        if (!found.isFound()) return result;
        isLate = true;
        answer.reject(answerLost());
        await executed.promise;
        return result;
      };
      transaction(delayed).then(answer.resolve, answer.reject);
      return answer.promise;
    };
    const queryArrays = db.queryArrays.bind(db);
    db.queryArrays = async (sql, parameters) => {
      const isLook = isLate && sql.includes("FROM events");
      const rows = await queryArrays(sql, parameters);
      if (isLook) looked.resolve();
      return rows as never;
    };
  });
  return { suite: late, looked: looked.promise, execute: executed.resolve };
}

interface Found {
  readonly watch: (tx: Transaction) => Transaction;
  readonly isFound: () => boolean;
}

/** Recognises, among transactions, the first that writes an event of the type. */
function firstOf(type: string): () => Found {
  let first: Found | undefined;
  return () => {
    let hasType = false;
    const found: Found = {
      watch: (tx) => ({
        query: tx.query.bind(tx),
        queryArrays: tx.queryArrays.bind(tx),
        notify: tx.notify.bind(tx),
        insertMany(sql, rows) {
          hasType ||= rows.some((row) => row.includes(type));
          return tx.insertMany(sql, rows);
        },
      }),
      isFound: () => hasType && (first ??= found) === found,
    };
    return found;
  };
}

function answerLost(): HeadwayError {
  return new HeadwayError("STORE_UNAVAILABLE", "The answer was lost.");
}

export function changed(suite: EngineSuite, change: (db: Db) => void): EngineSuite {
  return {
    name: suite.name,
    createStore: async () => {
      const store = await suite.createStore();
      return {
        async open() {
          const db = await store.open();
          change(db);
          return db;
        },
      };
    },
  };
}
