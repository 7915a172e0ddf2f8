import type { z } from "zod";
import type { Box } from "../geometry.ts";
import type { Stage } from "../stage.ts";

type SceneSchema = z.ZodObject<{ kind: z.ZodLiteral<string> }>;

/**
 * Everything that Headway knows about one kind of animated scene. To add a kind, write a module that exports one of these and add it
 * to `list.ts`: plans, drawing, narration, translation and the language model's instructions all read that list.
 */
export interface SceneKind<S extends { readonly kind: string }> {
  readonly kind: S["kind"];
  /** True for a scene that needs the whole width; the others share it with the slide's points. */
  readonly isWide: boolean;
  /** Completes "kind (…)" in the instructions of a language model: what the scene is good for. */
  readonly goodFor: string;
  /** Lays the scene out in `area` (of the left-to-right design), which belongs to it alone: adds its parts and beats to the stage. */
  draw(stage: Stage, scene: S, area: Box): void;
  /** The labels that must not be blank. */
  textsOf(scene: S): readonly string[];
  /** The scene with every text of its language rewritten; numbers, dates and points stay. */
  mapTexts(scene: S, rewrite: RewriteText): S;
  /** What the scene shows, in sentences that use no words but its own: the narration, in any language, of a slide without prose. */
  say(scene: S): readonly string[];
  /** What a viewer sees, as an English clause that may follow "Note how": "the bars compare …". */
  clause(scene: S, name: NameInSentence): string;
  /** What is wrong with data that the schema accepts, one phrase for each fault; absent = nothing can be. */
  problemsOf?(scene: S): readonly string[];
}

/** Gives a text of at most `maxLength` characters in place of `text`. */
export type RewriteText = (text: string, maxLength: number) => string;

/** A label as it is written inside an English sentence. */
export type NameInSentence = (label: string | undefined) => string;

/** A kind of scene with its schema, whose literal `kind` names it. */
export function sceneKind<Schema extends SceneSchema>(
  schema: Schema,
  traits: Omit<SceneKind<z.output<Schema>>, "kind">,
): SceneKind<z.output<Schema>> & { readonly schema: Schema } {
  return { ...traits, kind: schema.shape.kind.value, schema };
}
