import { type Capability, type CapabilityInForce, type Improvement, type ProviderInForce, usable } from "./in-force.ts";

/**
 * One line: `voice: flite, espeak-ng (built in) · ear: pocketsphinx (rough) · translation: apertium (rough) · language model: none. …` and the command that
 * would improve it, with what that fetches.
 */
export function describeInForce(capabilities: readonly CapabilityInForce[], improvement: Improvement | null): string {
  const said = capabilities.flatMap((one) => {
    // Slides are drawn where there are no pictures, which lacks nothing.
    if (one.capability === "pictures" && !one.isSet) return [];
    return [`${NAMES[one.capability]}: ${describeCapability(one)}`];
  });
  return [`${said.join(" · ")}.`, ...unused(capabilities), ...improved(improvement)].join(" ");
}

const NAMES: Readonly<Record<Capability, string>> = {
  voice: "voice",
  ear: "ear",
  translation: "translation",
  language_model: "language model",
  pictures: "pictures",
};

function describeCapability(one: CapabilityInForce): string {
  if (one.problem !== null) return `none (${one.setting} cannot be used)`;
  const working = groups(usable(one)).map(describeGroup);
  // Where something works, a default names only that; a list that was set is accounted for in full.
  const failing = one.providers.filter(({ problem }) => problem !== null);
  const shown = one.isSet ? failing : working.length > 0 ? [] : failing.filter(({ kind }) => kind !== "local");
  const problems = shown.map(({ name, problem }) => `${nameOf(name)} (${problem ?? ""})`);
  const notUsed = problems.length === 0 ? [] : [`not used: ${problems.join(", ")}`];
  return [working.length === 0 ? "none" : working.join(", "), ...notUsed].join("; ");
}

/** `llm` is how the setting of translation names the model of HEADWAY_LLM. */
function nameOf(name: string): string {
  return name === "llm" ? "the language model" : name;
}

/** Neighbours with the same mark, so that it is written once. */
function groups(providers: readonly ProviderInForce[]): readonly ProviderInForce[][] {
  const found: ProviderInForce[][] = [];
  for (const provider of providers) {
    const last = found.at(-1);
    if (last?.[0] !== undefined && markOf(last[0]) === markOf(provider)) last.push(provider);
    else found.push([provider]);
  }
  return found;
}

const SHOWN_MODELS = 3;

function describeGroup(group: readonly ProviderInForce[]): string {
  const names = group.flatMap(({ name, models }) => (models.length === 0 ? [nameOf(name)] : shortened(models)));
  const mark = group[0] === undefined ? null : markOf(group[0]);
  return `${names.join(", ")}${mark === null ? "" : ` (${mark})`}`;
}

function markOf({ kind, isRough }: ProviderInForce): string | null {
  if (isRough) return "rough";
  return kind === "built_in" ? "built in" : kind === "local" ? "local" : null;
}

function shortened(models: readonly string[]): readonly string[] {
  if (models.length <= SHOWN_MODELS + 1) return models;
  return [...models.slice(0, SHOWN_MODELS), `${models.length - SHOWN_MODELS} more`];
}

function unused(capabilities: readonly CapabilityInForce[]): readonly string[] {
  return capabilities.flatMap(({ setting, unusedModels }) =>
    unusedModels.length === 0
      ? []
      : [`Installed and not used, as ${setting} does not list \`local\`: ${shortened(unusedModels).join(", ")}.`],
  );
}

const BROUGHT = { voice: "neural voices", ear: "a recogniser", translation: "translation" } as const;

function improved(improvement: Improvement | null): readonly string[] {
  if (improvement === null) return [];
  const { command, brings, downloadBytes } = improvement;
  const things = brings.map((one) => BROUGHT[one]);
  const list = things.length < 2 ? things.join("") : `${things.slice(0, -1).join(", ")} and ${things.at(-1) ?? ""}`;
  return [`\`${command}\` (≈ ${Math.round(downloadBytes / 1e6)} MB) brings ${list}.`];
}
