import { pathToFileURL } from "node:url";
import { ModelProcesses } from "../model-processes.ts";

// A server that is killed while its model works: prints the model's process and asks it to work without end.
const module = pathToFileURL(`${import.meta.dirname}/odd-model-worker.ts`);
const processes = new ModelProcesses();
const program = { name: "odd", module, setup: {} };
const limits = { timeLimitMs: 600_000 };
const pid = await processes.run(program, { kind: "pid" }, limits);
const working = processes.run(program, { kind: "hang" }, limits);
process.stdout.write(String(pid));
await working;
