import type { Stage } from "../stage.ts";
import type { Picture } from "../visual.ts";
export type LoadedPicture =
  | { readonly kind: "illustration"; readonly keyword: string }
  | Exclude<Picture, { kind: "image" }>;
export async function loadPicture(_stage: Stage, picture: Picture, keyword: string): Promise<LoadedPicture> {
  return picture.kind === "image" ? { kind: "illustration", keyword } : picture;
}
