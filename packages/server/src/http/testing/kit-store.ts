import { type Engine, openEngine } from "@headway-jobs/engine";

type Open = (options: { readonly dataDir: string }) => Promise<Engine>;

let open: Open = openEngine;

/** Opens the store of a kit. */
export function openKitEngine(dataDir: string): Promise<Engine> {
  return open({ dataDir });
}

/** Kits that this test file starts from now on have stores of another kind. */
export function openKitsWith(other: Open): void {
  open = other;
}
