import { examWords } from "@headway-jobs/client/made-with";
import { readKeptExams, wireExamOf } from "@headway-jobs/exam/kept/kept-exams";
import type { Config } from "../../config/schema.ts";
import type { Check } from "./check.ts";

const EXAM = "headway exam";

/** What `headway exam` has measured on this machine, one line for each provider. */
export async function checkExam({ dataDir }: Config): Promise<readonly Check[]> {
  const described = { name: "exam", state: "note", required: false } as const;
  const { results, problem } = await readKeptExams(dataDir);
  const problems = problem === null ? [] : [{ ...described, detail: problem, fix: EXAM }];
  if (results.length === 0 && problem === null) {
    return [
      { ...described, detail: "none: the voices, recognition and translation here were not measured", fix: EXAM },
    ];
  }
  const lines = results.map((result): Check => {
    const { capability, provider, set } = result;
    return {
      ...described,
      state: "ok",
      detail: `${capability} ${provider}: ${examWords(wireExamOf(result))} (${set})`,
    };
  });
  return [...lines, ...problems];
}
