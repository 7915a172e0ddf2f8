import { expect, it } from "vitest";
import type { NodeClock } from "../api/ports.ts";
import { DatabaseClock } from "./database-clock.ts";

const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
const START_MS = Date.UTC(2026, 0, 1);

/** A database and a machine whose clocks and way to each other the test decides. */
async function open(): Promise<{
  readonly world: { databaseMs: number; elapsedMs: number; wallMs: number; thereMs: number; backMs: number };
  readonly clock: DatabaseClock;
  readonly pass: (ms: number) => void;
  readonly error: () => number;
}> {
  const world = { databaseMs: START_MS, elapsedMs: 77, wallMs: 5, thereMs: 1, backMs: 1 };
  const pass = (ms: number): void => {
    world.databaseMs += ms;
    world.elapsedMs += ms;
    world.wallMs += ms;
  };
  const node: NodeClock = {
    nowMs: () => world.wallMs,
    elapsedMs: () => world.elapsedMs,
    after: () => () => undefined,
  };
  const nowMs = async (): Promise<number> => {
    pass(world.thereMs);
    const answer = world.databaseMs;
    pass(world.backMs);
    return answer;
  };
  const clock = await DatabaseClock.start({ db: { nowMs }, clock: node, log });
  return { world, clock, pass, error: () => Math.abs(clock.nowMs() - world.databaseMs) };
}

it("tells the database's time, whatever the wall clock says and however it is set", async () => {
  const { world, clock, pass, error } = await open();
  expect(error()).toBeLessThanOrEqual(1);
  expect(clock.skewMs).toBeLessThan(-START_MS / 2);
  world.wallMs += 3_600_000;
  pass(10_000);
  expect(error()).toBeLessThanOrEqual(1);
  await clock.sample();
  expect(error()).toBeLessThanOrEqual(1);
});

it("keeps an exact sample when a slow and lopsided one comes", async () => {
  const { world, clock, error } = await open();
  world.thereMs = 0;
  world.backMs = 4000;
  await clock.sample();
  expect(error()).toBeLessThanOrEqual(1);
});

it("follows when the database's clock is set, or the machine was suspended", async () => {
  const { world, clock, error } = await open();
  for (const byMs of [120_000, -300_000]) {
    world.databaseMs += byMs;
    await clock.sample();
    expect(error()).toBeLessThanOrEqual(1);
  }
});

it("never turns back by a little", async () => {
  const { world, clock, pass } = await open();
  let last = clock.nowMs();
  for (let round = 0; round < 50; round += 1) {
    world.databaseMs -= 5;
    pass(3);
    await clock.sample();
    expect(clock.nowMs()).toBeGreaterThanOrEqual(last);
    last = clock.nowMs();
  }
});
