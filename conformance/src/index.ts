export type { Case, Expected, Step } from "./case.ts";
export { allCases } from "./cases/all.ts";
export { prepareRun, runConformance } from "./run.ts";
export type { CaseResult, ConformanceOptions, ConformanceRun } from "./run.ts";
