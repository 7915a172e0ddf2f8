import { RuntimeError, serveModel } from "../serve-model.ts";

/** A model for tests that does what it is asked to. */
export interface OddSetup {
  readonly load?: "crash" | "refuse" | "hang" | "grow-and-hang" | "no-runtime";
  /** Distinguishes models. */
  readonly name?: string;
  /** Path of a file that counts as the model's weights. */
  readonly weights?: string;
}

export type OddWork =
  | { readonly kind: "echo"; readonly value: unknown }
  | { readonly kind: "pid" | "abort" | "exit" | "hang" | "throw" }
  | { readonly kind: "grow" | "grow-and-hang"; readonly megabytes: number };

serveModel(async ({ load }: OddSetup) => {
  if (load === "crash") process.abort();
  if (load === "refuse") throw new Error("its weights are for another machine");
  if (load === "no-runtime") throw new RuntimeError("no-such-runtime: Cannot find module");
  if (load === "hang") spin();
  const held: Uint8Array[] = [];
  const grow = (megabytes: number): number => held.push(new Uint8Array(megabytes * 1024 * 1024).fill(1));
  if (load === "grow-and-hang") {
    grow(LARGE_MB);
    spin();
  }
  return (work: OddWork): unknown => {
    switch (work.kind) {
      case "echo":
        return work.value;
      case "pid":
        return process.pid;
      case "abort":
        return process.abort();
      case "exit":
        return process.exit(3);
      case "hang":
        return spin();
      case "throw":
        throw new Error("the sound is too odd");
      case "grow":
        return grow(work.megabytes);
      case "grow-and-hang":
        grow(work.megabytes);
        return spin();
    }
  };
});

const LARGE_MB = 400;

/** As native work, it hears no message meanwhile. */
function spin(): never {
  const memory = new Int32Array(new SharedArrayBuffer(4));
  for (;;) Atomics.wait(memory, 0, 0, 10_000);
}
