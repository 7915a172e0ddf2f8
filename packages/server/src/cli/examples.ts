import { dictionary } from "@headway-jobs/contract";
import type { Command } from "commander";

/** One line for each command, shown by its help. */
const EXAMPLES: Readonly<Record<string, string>> = dictionary({
  serve: "headway serve --port 9000 --data /srv/headway",
  video: 'headway video "The Water Cycle" -o water.mp4',
  speak: 'headway speak "Good morning." --to es -o morning.mp3',
  edit: 'headway edit report.html "Make it more concise"',
  analyze: 'headway analyze call.mp3 --goal "close the sale" -o call/',
  demo: "headway demo",
  "jobs list": "headway jobs list --status in_progress --json",
  "jobs show": "headway jobs show job_01ARZ3NDEKTSV4RRFFQ69G5FAV",
  "jobs watch": "headway jobs watch job_01ARZ3NDEKTSV4RRFFQ69G5FAV",
  "jobs cancel": "headway jobs cancel job_01ARZ3NDEKTSV4RRFFQ69G5FAV",
  "jobs rerun": "headway jobs rerun job_01ARZ3NDEKTSV4RRFFQ69G5FAV --from voice:3",
  "jobs kinds": "headway jobs kinds",
  "jobs submit": `headway jobs submit video --input '{"topic": "The Water Cycle"}' --watch`,
  "jobs approve": "headway jobs approve job_01ARZ3NDEKTSV4RRFFQ69G5FAV --deny --comment 'Too long.'",
  "jobs save": "headway jobs save job_01ARZ3NDEKTSV4RRFFQ69G5FAV -o out/",
  "keys create": "headway keys create --owner ada --credits 100000",
  "keys list": "headway keys list",
  "keys revoke": "headway keys revoke KEY_ID",
  "models list": "headway models list",
  "models add": "headway models add recommended --language es,fr",
  "models remove": "headway models remove whisper-base-int8",
  "models verify": "headway models verify",
  exam: "headway exam ear speakers --recordings calls/",
  backup: "headway backup /backups/headway-$(date +%F)",
  restore: "headway restore /backups/headway-2026-12-01",
  doctor: "headway doctor",
  config: "headway config --json",
});

/** Ends every command's help with an example and where there is more. */
export function addExamples(program: Command): void {
  for (const command of program.commands) addTo(command, command.name());
  program.addHelpText("after", "\nStart with: headway serve\nMore: docs/cli.md and docs/configuration.md");
}

function addTo(command: Command, name: string): void {
  const example = EXAMPLES[name];
  const lines = [...(example === undefined ? [] : [`Example: ${example}`]), "More: docs/cli.md"];
  command.addHelpText("after", `\n${lines.join("\n")}`);
  for (const child of command.commands) addTo(child, `${name} ${child.name()}`);
}
