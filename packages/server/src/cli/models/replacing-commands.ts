import type { Verified } from "@headway-jobs/local-models/store/model-store";

/** The commands that replace what is damaged. A library cannot be removed by name: adding a model that needs it replaces it. */
export function replacingCommands(verified: readonly Verified[]): readonly string[] {
  const damaged = verified.filter(({ problems }) => problems.length > 0);
  const models = damaged.filter(({ neededBy }) => neededBy === undefined).map(({ name }) => name);
  const needing = damaged.flatMap(({ neededBy }) => neededBy ?? []);
  const added = [...new Set([...models, ...needing])].join(" ");
  return [
    ...(models.length === 0 ? [] : [`headway models remove ${models.join(" ")}`]),
    ...(added === "" ? [] : [`headway models add ${added}`]),
  ];
}
