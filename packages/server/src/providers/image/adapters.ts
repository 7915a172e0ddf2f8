import type { PictureSource } from "@headway-jobs/ports/pictures";
import type { Adapter } from "../adapter.ts";
import { folderAdapter } from "./folder.ts";
import { openaiAdapter } from "./openai-pictures.ts";
import { unsplashAdapter } from "./unsplash.ts";
import { wikimediaAdapter } from "./wikimedia.ts";

/** Every source of pictures. */
export const PICTURE_ADAPTERS: readonly Adapter<PictureSource>[] = [
  folderAdapter,
  wikimediaAdapter,
  unsplashAdapter,
  openaiAdapter,
];
