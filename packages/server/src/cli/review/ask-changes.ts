import type { Client, Decision, DocumentChange } from "@headway-jobs/client";
import type { JobResource } from "@headway-jobs/contract";
import type { CliContext } from "../context.ts";

type Verdict = NonNullable<Decision["changes"]>[number];

const QUESTION = "  Apply it? [y]es, [n]o, [f]eedback, [a]ll that are left, [s]kip all that are left: ";

/**
 * Shows the changes that a document job waits with and asks about each; the answers go to the server together. Nothing is asked when the job waits for
 * none. False when the input ended first: everything is left undecided and the job still waits.
 */
export async function askChanges(
  client: Client,
  job: JobResource,
  context: CliContext,
  signal: AbortSignal,
): Promise<boolean> {
  const undecided = undecidedOf(job);
  if (job.status !== "awaiting_approval" || job.session_id === null || undecided.length === 0) return true;
  const verdicts = await verdictsOn(undecided, context, signal);
  if (verdicts === null) {
    context.terminal.note(`\nNothing was decided. To decide later: headway review ${job.job_id} -o FILE`);
    return false;
  }
  await client.documents.approve(
    job.session_id,
    { job_id: job.job_id, approved: false, changes: verdicts },
    { signal },
  );
  const approved = verdicts.filter((verdict) => verdict.approved).length;
  context.terminal.note(`${approved} of ${verdicts.length} approved.`);
  return true;
}

function undecidedOf({ metadata }: JobResource): readonly DocumentChange[] {
  // Trusted from here on: the server has validated what it sends.
  const pending = (metadata["pending_changes"] ?? []) as readonly DocumentChange[];
  const decided = (metadata["pending_batch_decisions"] ?? {}) as Readonly<Record<string, unknown>>;
  return pending.filter(({ change_id }) => !Object.hasOwn(decided, change_id));
}

async function verdictsOn(
  changes: readonly DocumentChange[],
  context: CliContext,
  signal: AbortSignal,
): Promise<readonly Verdict[] | null> {
  // Loaded here with its parser, so that the server, which has this command too, starts faster.
  const { changeLines } = await import("./show-change.ts");
  const verdicts: Verdict[] = [];
  let rest: boolean | undefined;
  for (const [index, change] of changes.entries()) {
    const named = { change_id: change.change_id, change_hash: change.change_hash };
    if (rest === undefined) {
      const place = { number: index + 1, count: changes.length };
      for (const line of changeLines(change, place, context.terminal.paint)) context.terminal.note(line);
      const answer = await answerTo(context, signal);
      if (answer === null) return null;
      if (answer.rest) rest = answer.approved;
      verdicts.push({ ...named, approved: answer.approved, ...answer.feedback });
    } else {
      verdicts.push({ ...named, approved: rest });
    }
  }
  return verdicts;
}

interface Answer {
  readonly approved: boolean;
  readonly rest: boolean;
  readonly feedback?: { readonly feedback: string };
}

async function answerTo({ terminal }: CliContext, signal: AbortSignal): Promise<Answer | null> {
  for (;;) {
    const said = await terminal.ask(QUESTION, signal);
    if (said === null) return null;
    const word = said.trim().toLowerCase();
    if (/^(?:y|yes)$/.test(word)) return { approved: true, rest: false };
    if (/^(?:n|no)$/.test(word)) return { approved: false, rest: false };
    if (/^(?:a|all)$/.test(word)) return { approved: true, rest: true };
    if (/^(?:s|skip)$/.test(word)) return { approved: false, rest: true };
    if (/^(?:f|feedback)\b/.test(word)) return feedbackIn(said.trim(), terminal, signal);
  }
}

/** What should be different: behind the letter, or asked for. */
async function feedbackIn(said: string, terminal: CliContext["terminal"], signal: AbortSignal): Promise<Answer | null> {
  const given = said.replace(/^\S+\s*/, "");
  const text = given === "" ? await terminal.ask("  What should be different? ", signal) : given;
  if (text === null) return null;
  return { approved: false, rest: false, ...(text.trim() === "" ? {} : { feedback: { feedback: text.trim() } }) };
}
