import { execa } from "execa";
import type { PartReport } from "./report.ts";

/** The property test of contents that many processes put and remove, with more rounds than in the ordinary tests. */
export async function tortureByContents(rounds: number): Promise<PartReport> {
  const args = ["node_modules/vitest/vitest.mjs", "run", "packages/engine/src/artifacts/contents.test.ts"];
  const result = await execa(process.execPath, args, {
    env: { HEADWAY_CONTENT_ROUNDS: String(rounds) },
    reject: false,
    all: true,
  });
  const isClean = result.exitCode === 0;
  return { name: "t12", isClean, figures: { rounds }, problems: isClean ? [] : [result.all.slice(-4000)] };
}
