import { isKindEvent, type JobEvent } from "@headway-jobs/client";
import { SETTINGS_HREF } from "../../app/route.ts";
import { sizeText } from "../../ui/format.ts";
import type { KindView, ResultProps } from "../kind-view.ts";

const PHASES: Readonly<Record<string, string>> = {
  downloading: "Download",
  unpacking: "Unpacking",
  checking: "Check",
  waiting: "Waiting",
};

/** Jobs that fetch models; they are begun on the page of settings. */
export const localModelKind: KindView = {
  kind: "local_model",
  noun: "download",
  afterCancel: "What has arrived is kept.",
  titleOf: ({ metadata, job_id }) =>
    typeof metadata["title"] === "string" ? metadata["title"] : `Models ${job_id.slice(-6)}`,
  phaseText: (phase) => PHASES[phase] ?? "Starting",
  eventText,
  Result,
};

function eventText(event: JobEvent): string | null {
  if (!isKindEvent(event, "local_model")) return null;
  const name = String(event["name"]);
  if (event.type === "local_model.progress") {
    const of = `${sizeText(Number(event["done_bytes"]))} of ${sizeText(Number(event["total_bytes"]))}`;
    return `${name}: ${PHASES[String(event["phase"])]?.toLowerCase() ?? ""}, ${of}`;
  }
  if (event.type === "local_model.replaced") return `${name} was damaged and is fetched again`;
  if (event.type === "local_model.verified") {
    return `${name} is as its publisher states it, ${sizeText(Number(event["bytes"]))}`;
  }
  if (event.type !== "local_model.installed") return null;
  return event["new"] === true ? `${name} is installed` : `${name} was installed already`;
}

interface FetchedModels {
  readonly message: string;
  readonly models: readonly { readonly recorded: readonly { readonly path: string; readonly sha256: string }[] }[];
}

/** What is installed now, and which files had no published hash. */
function Result({ job }: ResultProps) {
  const { message, models } = job.result as FetchedModels;
  const recorded = models.flatMap((model) => model.recorded);
  return (
    <section className="own-result" aria-label="Result">
      <p>{message}</p>
      {recorded.length > 0 && (
        <details>
          <summary>{recorded.length} files have no published hash</summary>
          <ul>
            {recorded.map(({ path, sha256 }) => (
              <li key={path}>
                {path}: <code>{sha256}</code>
              </li>
            ))}
          </ul>
        </details>
      )}
      <p>
        <a href={SETTINGS_HREF}>Models on this machine</a>
      </p>
    </section>
  );
}
