import { expect, it } from "vitest";
import { systemInterrupts } from "./interrupts.ts";

it("counts a Ctrl-C that npm hands on a second time once, and a second press as a second", () => {
  let now = 1_000;
  const counts: number[] = [];
  const forget = systemInterrupts(() => now).onInterrupt((count) => counts.push(count));
  process.emit("SIGINT");
  now += 5;
  process.emit("SIGINT");
  now += 1_000;
  process.emit("SIGINT");
  forget();
  expect(counts).toEqual([1, 2]);
  expect(process.listenerCount("SIGINT")).toBe(0);
});
