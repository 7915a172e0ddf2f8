import type { ModelStore } from "@headway-jobs/local-models/store/model-store";
import { CAPABILITY_NAMES, summariseModels } from "@headway-jobs/local-models/manifest/summary";
import type { Config } from "../config/schema.ts";
import { describeInForce } from "../providers/in-force/describe-in-force.ts";
import { whatIsInForce } from "./what-is-in-force.ts";

interface Removed {
  readonly capability: string;
}

/** What does the work after models were removed, in sentences: of the capabilities for which no model is left. */
export async function describeRemoval(
  removed: readonly Removed[],
  { store, ...parts }: { config: Config; env: Readonly<Record<string, string | undefined>>; store: ModelStore },
): Promise<string> {
  const left = (await store.installed()).map(({ manifest }) => manifest);
  const lost = new Set(removed.map(({ capability }) => capability));
  for (const { capability } of left) lost.delete(capability);
  const { capabilities } = await whatIsInForce({ ...parts, store });
  const again = left.length === 0 ? capabilities : capabilities.filter(({ capability }) => lost.has(capability));
  const names = Object.entries(CAPABILITY_NAMES).flatMap(([capability, name]) => (lost.has(capability) ? [name] : []));
  return [
    ...(left.length === 0 ? ["No model is installed any more."] : []),
    ...(left.length > 0 && names.length > 0 ? [`No model for ${names.join(", ")} is left.`] : []),
    ...(again.length === 0 ? [] : [`In force again: ${describeInForce(again, null)}`]),
    ...(left.length === 0 ? [] : [`Still installed: ${summariseModels(left)}.`]),
  ].join(" ");
}
