import { createHash } from "node:crypto";
import { HeadwayError, type LocalModelInput, RECOMMENDED_MODELS } from "@headway-jobs/contract";
import type { PreparedJob } from "../../service-kit/service.ts";
import type { ModelsPorts } from "./ports.ts";

/**
 * Looks up the models that a job will fetch; `recommended` becomes their names, so that a job that is run again fetches the same ones. While the owner has
 * an unfinished job for the same models, another one is SESSION_BUSY. Throws INVALID_INPUT for a name that is not known.
 */
export async function prepareModels(ports: ModelsPorts, input: LocalModelInput): Promise<PreparedJob> {
  if ((input.languages ?? null) !== null && !input.models.includes(RECOMMENDED_MODELS)) {
    throw refused("languages", `is only for the models "${RECOMMENDED_MODELS}"`);
  }
  const names = await namesOf(ports, input);
  const shelf = await ports.shelf();
  for (const name of names) {
    await shelf.find(name).catch((error: unknown) => {
      if (error instanceof HeadwayError && error.code === "UNKNOWN_MODEL") throw refused("models", error.message);
      throw error;
    });
  }
  return {
    input: { models: [...names] },
    identity: { ...input },
    sessionId: sessionOf(names),
    onlyOfSession: true,
    metadata: { title: titleOf(input, names), models: [...names] },
  };
}

async function namesOf(ports: ModelsPorts, { models, languages }: LocalModelInput): Promise<readonly string[]> {
  const named = models.filter((name) => name !== RECOMMENDED_MODELS);
  if (named.length === models.length) return [...new Set(models)];
  const { names, languages: of } = await ports.recommend(languages ?? null);
  if (names.length === 0) throw refused("languages", `No model is known for ${of.join(", ")}`);
  return [...new Set([...named, ...names])];
}

/** Two jobs for the same models are of one session, of which one job runs at a time. */
function sessionOf(names: readonly string[]): string {
  const [only] = names;
  if (names.length === 1 && only !== undefined) return only;
  const hash = createHash("sha256").update(names.toSorted().join(" ")).digest("hex");
  return `models-${hash.slice(0, 16)}`;
}

function titleOf({ models }: LocalModelInput, names: readonly string[]): string {
  if (models.includes(RECOMMENDED_MODELS)) return `Recommended models (${names.length})`;
  return names.length < 4 ? names.join(", ") : `${names.length} models`;
}

function refused(member: string, msg: string): HeadwayError {
  const errors = [{ loc: ["body", member], msg, type: "value_error" }];
  return new HeadwayError("INVALID_INPUT", `${member}: ${msg}`, { errors });
}
