import { HeadwayError } from "@headway-jobs/contract";
import type { JobContext, StepContext } from "@headway-jobs/engine";
import { describe, expect, it } from "vitest";
import { type VoiceOrder, withFirstVoice } from "./with-first-voice.ts";

/** A job that keeps results of steps; running it again is a replay. */
function jobWith(journal: Map<string, unknown>): Pick<JobContext, "step" | "warn"> {
  return {
    async step<T>(name: string, work: (step: StepContext) => Promise<T>): Promise<T> {
      if (!journal.has(name)) journal.set(name, JSON.parse(JSON.stringify(await work({} as StepContext))));
      return journal.get(name) as T;
    },
    warn: () => Promise.resolve(),
  };
}

const orderOf = (...voices: readonly string[]): VoiceOrder<string> => {
  const [chosen = { name: "", voice: "" }, ...others] = voices.map((voice) => ({ name: voice, voice }));
  return { chosen, others };
};

describe("the voices of a narration", () => {
  it("stay what they were at its beginning, whatever is installed when it is continued", async () => {
    const journal = new Map<string, unknown>();
    const takes: string[] = [];
    const speak = (voice: string, take: number): Promise<string> => {
      takes.push(`${take}: ${voice}`);
      return voice === "b" ? Promise.resolve(voice) : Promise.reject(new HeadwayError("VOICE_FAILED", "It is silent."));
    };
    await withFirstVoice(jobWith(journal), () => Promise.resolve(orderOf("a", "b")), speak);
    await withFirstVoice(jobWith(journal), () => Promise.resolve(orderOf("new", "c", "b")), speak);
    expect(takes).toEqual(["1: a", "2: b", "1: a", "2: b"]);
  });
});
