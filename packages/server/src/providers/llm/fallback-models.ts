import type { StructuredModel, ToolModel } from "@headway-jobs/ports/language-model";
import { Fallback, type Member } from "../fallback.ts";
import type { Clock } from "@headway-jobs/contract";
import { systemClock } from "@headway-jobs/tools/time/system-clock";

/** Several models as one: the first answers, on its failure the next. Undefined for none. */
export function structuredFallback(
  members: readonly Member<StructuredModel>[],
  clock: Pick<Clock, "nowMs"> = systemClock,
): StructuredModel | undefined {
  const [first, ...others] = members;
  if (first === undefined || others.length === 0) return first?.provider;
  const fallback = new Fallback(members, clock);
  return {
    name: first.provider.name,
    async generate(request) {
      const { answer, warnings } = await fallback.call((model) => model.generate(request));
      return { ...answer, warnings: [...warnings, ...answer.warnings] };
    },
  };
}

/** The same for models that call functions. */
export function toolFallback(
  members: readonly Member<ToolModel>[],
  clock: Pick<Clock, "nowMs"> = systemClock,
): ToolModel | undefined {
  const [first, ...others] = members;
  if (first === undefined || others.length === 0) return first?.provider;
  const fallback = new Fallback(members, clock);
  return {
    name: first.provider.name,
    async take(request) {
      const { answer, warnings } = await fallback.call((model) => model.take(request));
      return { ...answer, warnings: [...warnings, ...answer.warnings] };
    },
  };
}
