import type { JobResource } from "@headway-jobs/contract";

/** Names of the providers whose answers a job was made with: `local/whisper-base`, `apertium`. One that only failed is none of them. */
export function makersOf({ usage }: Pick<JobResource, "usage">): readonly string[] {
  const { providers } = usage;
  return Array.isArray(providers) ? providers.flatMap(answeredBy) : [];
}

/** Servers of earlier versions do not count failed calls. */
function answeredBy(provider: unknown): string[] {
  if (typeof provider !== "object" || provider === null || !("name" in provider) || typeof provider.name !== "string")
    return [];
  const calls = "calls" in provider && typeof provider.calls === "number" ? provider.calls : 1;
  const failed = "failed_calls" in provider && typeof provider.failed_calls === "number" ? provider.failed_calls : 0;
  return failed > 0 && failed >= calls ? [] : [provider.name];
}
