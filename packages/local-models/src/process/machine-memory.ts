import { totalmem } from "node:os";

const MB = 1024 * 1024;

/** What this process and its children may use of the machine's memory: a container's limit, where there is one. */
export function machineMemoryMb(): number {
  const limitBytes = process.constrainedMemory();
  const machineBytes = totalmem();
  // Without a limit it is 0, or larger than the machine.
  return (limitBytes > 0 ? Math.min(limitBytes, machineBytes) : machineBytes) / MB;
}
