import { setImmediate as nextTurn } from "node:timers/promises";

let turn: Promise<void> | undefined;

/**
 * The end of this turn of the loop, shared by all who ask within it: publishers that continue together write together, and
 * `node:http` then sends their frames in one system call. The floor shall be as fast as it can be.
 */
export function endOfTurn(): Promise<void> {
  turn ??= nextTurn().then(() => (turn = undefined));
  return turn;
}
