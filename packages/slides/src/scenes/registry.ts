import { z } from "zod";
import { SCENE_KINDS } from "./list.ts";
import type { SceneKind } from "./scene-kind.ts";

type SchemasOf<Kinds extends readonly { readonly schema: unknown }[]> = {
  readonly [Index in keyof Kinds]: Kinds[Index]["schema"];
};

// `map` returns an array, although a tuple's result is a tuple.
const schemas = SCENE_KINDS.map(({ schema }) => schema) as unknown as SchemasOf<typeof SCENE_KINDS>;

/** Animated scenes (`animation + text` slides). Each also has a still form: its last frame. */
export const sceneSchema = z.discriminatedUnion("kind", schemas);
export type Scene = z.output<(typeof SCENE_KINDS)[number]["schema"]>;

const BY_KIND = new Map<string, SceneKind<Scene>>(SCENE_KINDS.map((known) => [known.kind, known]));

/** The kind that a scene is of. */
export function kindOf({ kind }: Scene): SceneKind<Scene> {
  const known = BY_KIND.get(kind);
  if (known === undefined) throw new TypeError(`there is no scene of the kind ${kind}`);
  return known;
}
