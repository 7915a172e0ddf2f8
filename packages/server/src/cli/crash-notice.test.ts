import { pathToFileURL } from "node:url";
import { describe, expect, it } from "vitest";
import { crashSentence } from "./crash-notice.ts";

describe("an error that nothing caught", () => {
  it("names the module of own jobs that it comes from", () => {
    const error = new Error("in a timer");
    error.stack = `Error: in a timer\n    at Timeout._onTimeout (${pathToFileURL("/srv/my-jobs.mts").href}:9:40)`;
    expect(crashSentence(error, ["/srv/other.mts", "/srv/my-jobs.mts"])).toContain("comes from /srv/my-jobs.mts:");
  });

  it.each([[new Error("elsewhere")], ["no error at all"]])("says what becomes of the jobs: %s", (error) => {
    expect(crashSentence(error, ["/srv/my-jobs.mts"])).toBe(
      "An error that nothing caught ends the server. Its jobs continue at the next start.",
    );
  });
});
