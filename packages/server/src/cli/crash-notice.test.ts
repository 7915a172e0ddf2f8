import type { EventEmitter } from "node:events";
import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { crashSentence } from "./crash-notice.ts";
import { commandBench } from "./testing/bench.ts";

/** An error of a timer in a module, or in those that called one another, the innermost first. */
function errorIn(...files: readonly string[]): Error {
  const error = new Error("in /srv/other.mts");
  const calls = files.map((file) => `    at Timeout._onTimeout (${pathToFileURL(file).href}:9:40)`);
  error.stack = [`Error: ${error.message}`, "    at node:internal/timers:1:2", ...calls].join("\n");
  return error;
}

const MODULES = ["/srv/other.mts", "/srv/my-jobs.mts", "/srv/my own jobs/käse.mts"];

describe("an error that nothing caught", () => {
  it.each([
    ["/srv/my-jobs.mts", errorIn("/srv/my-jobs.mts")],
    ["/srv/my own jobs/käse.mts", errorIn("/srv/my own jobs/käse.mts")],
    ["/srv/my-jobs.mts", errorIn("/srv/my-jobs.mts", "/srv/other.mts")],
  ])("names the module of own jobs that it comes from: %s", (file, error) => {
    expect(crashSentence(error, MODULES)).toContain(`comes from ${file}:`);
  });

  it.each([[new Error("elsewhere")], ["no error at all"], [errorIn("/srv/my-jobs.mts.bak")], [errorIn()]])(
    "says what becomes of the jobs: %s",
    (error) => {
      expect(crashSentence(error, MODULES)).toBe(
        "An error that nothing caught ends the server. Its jobs continue at the next start.",
      );
    },
  );

  it("is explained while a command is its own server, and not after that", async () => {
    const bench = await commandBench();
    bench.env["HEADWAY_SERVICES"] = "/srv/my-jobs.mts";
    // As Node does before it ends the process.
    const node: EventEmitter = process;
    const crash = () => node.emit("uncaughtExceptionMonitor", errorIn("/srv/my-jobs.mts"));
    const running = bench.run("video", "hang", "-o", "x.mp4", "--cancel-on-interrupt");
    await bench.saw(/generating audio/);
    crash();
    expect(bench.notes.join("\n")).toContain("The error comes from /srv/my-jobs.mts:");
    bench.interrupt();
    await running;
    const before = bench.notes.length;
    crash();
    expect(bench.notes).toHaveLength(before);
  });
});
