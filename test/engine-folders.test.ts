import { expect, it } from "vitest";
import { upwardImports } from "./engine-folders.ts";
import { parseSource } from "./sources.ts";

it("notices an import of the engine from above, and a loose file", () => {
  const folder = "packages/engine/src";
  const upwards = parseSource(`${folder}/db/a.ts`, `import type { Job } from "../jobs/find.ts";`);
  const loose = parseSource(`${folder}/loose.ts`, "");
  expect(upwardImports([upwards, loose])).toEqual([
    `${folder}/db/a.ts → ${folder}/jobs/find.ts`,
    `${folder}/loose.ts lies in no known folder`,
  ]);
});
