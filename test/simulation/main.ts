import { makeTemplate } from "./database.ts";
import { FAULTS, type Fault } from "./faults.ts";
import { simulate } from "./simulate.ts";

const [from = "1", count = "1", ...without] = process.argv.slice(2);
const template = await makeTemplate();
const startedAt = Date.now();
let failures = 0; let steps = 0; let conns = 0; let sim=0;
const kinds = new Map<string, string[]>();
for (let n = Number(from); n < Number(from) + Number(count); n += 1) {
  const report = await simulate({ seed: String(n), template: template.file, without: new Set(without as Fault[]) });
  steps += report.steps; conns += report.connections; sim+=report.simulatedMs;
  if (report.failure !== null) {
    failures += 1;
    const kind = report.failure.replaceAll(/job_\w+/g, "JOB").replaceAll(/\d+/g, "N");
    kinds.set(kind, [...(kinds.get(kind) ?? []), report.seed]);
  }
  if (count === "1") { (await import("node:fs")).writeFileSync("/tmp/trace.txt", report.trace.join("\n")); console.log(report.failure, report.digest, report.steps); }
}
for (const [k, v] of [...kinds].sort((a,b)=>b[1].length-a[1].length)) console.log(v.length, k, v.slice(0, 6).join(" "));
console.log({ failures, steps, conns, sim, ms: Date.now() - startedAt });
template.remove();
process.exit(0);
