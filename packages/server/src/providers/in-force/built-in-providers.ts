import { dictionary } from "@headway-jobs/contract";
import { findTool, type ToolEnv } from "@headway-jobs/tools/programs/find-tool";
import { findEnglishModel } from "../transcription/pocketsphinx-model.ts";
import { apertiumTranslation } from "../translation/apertium.ts";
import { VOICE_VENDORS } from "../voice/vendors.ts";
import type { Capability } from "./in-force.ts";

/** A provider that comes with the machine: a program, or a folder of the user's. */
export interface BuiltIn {
  /** What it is called, where that is not the adapter's name. */
  readonly name?: string;
  /** Its results are drafts. */
  readonly isRough?: boolean;
  /** Why it cannot be used, as the end of a sentence; null when it can. */
  readonly findProblem: (env: ToolEnv) => Promise<string | null>;
}

/** By capability and the first name of the adapter; undefined for what is none. */
export function findBuiltIn(capability: Capability, adapter: string): BuiltIn | undefined {
  return BUILT_IN[capability][adapter];
}

const NOT_INSTALLED = "not installed";

const PROGRAM_VOICES = VOICE_VENDORS.flatMap(({ names: [adapter], maker, program }): [string, BuiltIn][] => {
  if (program === undefined) return [];
  const findProblem = async (env: ToolEnv) => ((await findTool(program, env)) === null ? NOT_INSTALLED : null);
  return [[adapter, { name: maker, findProblem }]];
});

const BUILT_IN: Readonly<Record<Capability, Readonly<Record<string, BuiltIn>>>> = {
  voice: dictionary(Object.fromEntries(PROGRAM_VOICES)),
  ear: dictionary<BuiltIn>({
    pocketsphinx: {
      isRough: true,
      async findProblem(env) {
        if ((await findTool("pocketsphinx", env)) === null) return NOT_INSTALLED;
        return (await findEnglishModel(env)) === null ? "its English model is not installed" : null;
      },
    },
  }),
  translation: dictionary<BuiltIn>({
    apertium: {
      isRough: true,
      async findProblem(env) {
        if ((await findTool("apertium", env)) === null) return NOT_INSTALLED;
        return (await apertiumTranslation(env).pairs()).length === 0 ? "no language pair is installed" : null;
      },
    },
  }),
  language_model: dictionary<BuiltIn>({}),
  pictures: dictionary<BuiltIn>({ folder: { findProblem: () => Promise.resolve(null) } }),
};
