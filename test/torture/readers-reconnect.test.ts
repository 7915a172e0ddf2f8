import { privatePostgres } from "@headway-jobs/engine/testing";
import { describe, expect, it } from "vitest";
import { tortureReaders } from "./readers-reconnect.ts";

const SHORT = { readers: 12, reconnects: 300 };

describe("readers that reconnect at random while jobs write", { timeout: 120_000 }, () => {
  it("get every entry of every dialect and of the live list once and in order, on SQLite", async () => {
    expect((await tortureReaders({ ...SHORT, seed: 1 })).faults).toEqual([]);
  });

  it("do so on a database whose calls take a random number of turns", async () => {
    expect((await tortureReaders({ ...SHORT, seed: 2, randomTurns: true })).faults).toEqual([]);
  });

  it("do so on two nodes over PostgreSQL", async () => {
    const { url } = await privatePostgres();
    expect((await tortureReaders({ ...SHORT, seed: 5, databaseUrl: url, nodes: 2 })).faults).toEqual([]);
  });
});
