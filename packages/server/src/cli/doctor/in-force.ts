import { commandOf, stateOf } from "../../providers/llm/local-servers.ts";
import type { Configured } from "./calls.ts";
import type { Check } from "./check.ts";

/** What does the work, in one line, and a running server of language models that could. */
export function checkInForce({ inForce, servers }: Pick<Configured, "inForce" | "servers">): readonly Check[] {
  return [
    { name: "in force", state: "ok", required: false, detail: inForce.sentence },
    ...servers.map((server): Check => {
      return { name: server.name, state: "note", required: false, detail: stateOf(server), fix: commandOf(server) };
    }),
  ];
}

/** The configured providers, which were not called, as a call may cost money. */
export function checkUncalled({ inForce }: Pick<Configured, "inForce">): readonly Check[] {
  const configured = inForce.capabilities.flatMap(({ providers }) =>
    providers.filter(({ kind }) => kind === "configured"),
  );
  // `llm` is the language model that HEADWAY_LLM names already.
  const names = [...new Set(configured.map(({ name }) => name))].filter((name) => name !== "llm");
  if (names.length === 0) return [];
  const detail = `${names.join(", ")}: whether they answer is not known`;
  return [{ name: "not called", state: "note", required: false, detail, fix: "headway doctor --calls" }];
}
