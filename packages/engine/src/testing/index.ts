export { dbTestSuite } from "./db.testsuite.ts";
export { dispatcherTestSuite } from "./dispatcher.testsuite.ts";
export type { EngineSuite, TestStore } from "./engine/harness.ts";
export { engineTestSuite } from "./engine.testsuite.ts";
export { createManualClock } from "./manual-clock.ts";
export type { ManualClock } from "./manual-clock.ts";
export { privatePostgres } from "./postgres.ts";
export { seededRandom, withRandomTurns } from "./random-turns.ts";
export { openEngineWithRandomTurns } from "./open-random-turns.ts";
