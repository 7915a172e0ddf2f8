import { z } from "zod";
import { sceneSchema } from "./scenes/registry.ts";

/**
 * The vocabulary of slides: what content asks for and drawing knows how to show. Plain data, so that an outliner, a language model and a
 * test can all write it. Texts are plain (no markup); drawing wraps and scales them so that nothing overflows.
 */

/** Still pictures (`picture + text` slides): an image file, or a drawing. */
export const pictureSchema = z.discriminatedUnion("kind", [
  /** A raster image that a provider or the user's folder gave; `path` is a local file. */
  z.object({ kind: z.literal("image"), path: z.string(), credit: z.string().max(200).optional() }),
  /** A drawn illustration chosen by keyword (brain, network, leaf, planet, gear, chart, book, city …), abstract when none fits. */
  z.object({ kind: z.literal("illustration"), keyword: z.string().max(120) }),
  z.object({ kind: z.literal("formula"), expression: z.string().max(300), caption: z.string().max(200).optional() }),
  z.object({ kind: z.literal("code"), language: z.string().max(30), code: z.string().max(2000) }),
  z.object({
    kind: z.literal("table"),
    header: z.array(z.string().max(80)).min(1).max(5),
    rows: z
      .array(z.array(z.string().max(120)))
      .min(1)
      .max(8),
  }),
  z.object({ kind: z.literal("quote"), text: z.string().max(400), by: z.string().max(120).optional() }),
]);
export type Picture = z.infer<typeof pictureSchema>;

/** One slide as content plans it. Exactly one kind (seed 000: text, picture + text, animation + text). */
export const slidePlanSchema = z.object({
  title: z.string().min(1).max(160),
  /** Two to five short points; the narration says more than they do. */
  bullets: z.array(z.string().min(1).max(240)).max(6),
  visual: z.discriminatedUnion("type", [
    z.object({ type: z.literal("text") }),
    z.object({ type: z.literal("picture"), picture: pictureSchema, keyword: z.string().max(120).default("") }),
    z.object({ type: z.literal("animation"), scene: sceneSchema, description: z.string().max(400).default("") }),
  ]),
});
export type SlidePlan = z.infer<typeof slidePlanSchema>;
