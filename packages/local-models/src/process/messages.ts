/** In a model's process: a pipe that ends when the server does, and to which its memory is reported. The one before it is the channel of these messages. */
export const WATCH_DESCRIPTOR = 4;

/** From this process to a model's process: first what to load, then one piece of work at a time. */
export type ToModel =
  | { readonly kind: "load"; readonly setup: unknown }
  | { readonly kind: "work"; readonly id: number; readonly work: unknown };

/** From a model's process: the model is loaded, a piece of work is done, or it failed with an error that the process survived. */
export type FromModel =
  | { readonly kind: "loaded"; readonly rssBytes: number }
  | { readonly kind: "done"; readonly id: number; readonly result: unknown; readonly rssBytes: number }
  | {
      readonly kind: "failed";
      /** Null while loading; the process then ends. */
      readonly id: number | null;
      readonly message: string;
      /** The library that should load the model cannot be loaded itself. */
      readonly isRuntime: boolean;
      readonly rssBytes: number;
    };
