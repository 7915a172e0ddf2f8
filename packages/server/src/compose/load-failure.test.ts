import { describe, expect, it } from "vitest";
import { loadFailure } from "./load-failure.ts";

describe("a module of own jobs that cannot be loaded", () => {
  it.each([
    [new SyntaxError("Cannot use import statement outside a module"), "Let its name end in .mts"],
    [new SyntaxError("Unexpected token 'export'"), "Let its name end in .mts"],
    [Object.assign(new TypeError("needs an import attribute"), { code: "ERR_IMPORT_ATTRIBUTE_MISSING" }), ".ts, .mts"],
    [new SyntaxError("Unexpected token ')'"), "Correct it and start again"],
  ])("is answered with what to do: %s", (error, advice) => {
    expect(loadFailure("/srv/my-jobs.ts", error)).toContain(advice);
  });
});
