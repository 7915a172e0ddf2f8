import type { LocalModelResource, LocalModelsResource } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { useEffect, useRef } from "react";
import { Confirmed } from "../job-data/confirmed.tsx";
import { sizeText } from "../ui/format.ts";
import { FetchLine } from "./fetch-line.tsx";
import { languagesText } from "./model-groups.ts";
import { FetchFailure } from "./fetch-failure.tsx";
import { failureOf, runningFetch, type Fetch, type Fetches } from "./use-fetches.ts";

export interface RowProps {
  readonly model: LocalModelResource;
  readonly list: LocalModelsResource;
  readonly fetches: Fetches;
  /** Does what changes models, shows the sentence that it resolves to, and reads the list again. */
  readonly onChange: (act: () => Promise<Said>) => Promise<void>;
}

/** A sentence about what was done; `quiet` when the page shows it anyway, so that only screen readers need it. */
export interface Said {
  readonly text: string;
  readonly quiet?: boolean;
}

/** One model: what it is, how the machine has it, and what can be done with it. */
export function ModelRow(props: RowProps) {
  const { model, list, fetches } = props;
  const running = runningFetch(fetches, model.name);
  const failure = running === null && model.state !== "installed" ? failureOf(fetches, model.name) : null;
  const library = list.libraries.find(({ name }) => name === model.library);
  const state = running === null ? model.state : "fetching";
  const heading = useKeptFocus(state);
  return (
    <li className="model" data-state={state}>
      <div className="model__text">
        <h4 ref={heading} tabIndex={-1}>
          {model.name}
        </h4>
        <p>{model.description}</p>
      </div>
      <Facts model={model} isRunning={running !== null} />
      <div className="model__act">{running === null && <Action {...props} />}</div>
      {running !== null && (
        <div className="model__more">
          {running.names.length === 1 ? (
            <FetchLine fetch={running} label={model.name} />
          ) : (
            <p className="model__waits">{progressText(model.name, running)}</p>
          )}
        </div>
      )}
      {failure !== null && <FetchFailure notice={failure} className="model__more" />}
      {model.state === "damaged" && <p className="model__more model__problem">{model.problems.join(" ")}</p>}
      {state === "installed" && library !== undefined && needsLibrary(library.state) && (
        <p className="model__more model__problem">
          Its library {library.name} is {library.state}, so that it cannot be loaded.
        </p>
      )}
    </li>
  );
}

/** The buttons of a row go when what they did changes it. The focus then moves to the row's heading instead of the top of the page. */
function useKeptFocus(state: string) {
  const heading = useRef<HTMLHeadingElement>(null);
  const before = useRef(state);
  useEffect(() => {
    if (before.current !== state && document.activeElement === document.body) heading.current?.focus();
    before.current = state;
  }, [state]);
  return heading;
}

function Facts({ model, isRunning }: { readonly model: LocalModelResource; readonly isRunning: boolean }) {
  const { state, arrived_bytes: arrived, size_bytes: size } = model;
  return (
    <ul className="model__facts">
      <li>{!isRunning && <Mark model={model} />}</li>
      <li>{languagesText(model.languages)}</li>
      <li className="model__size">
        {state === "partial" && !isRunning ? `${sizeText(arrived)} of ${sizeText(size)}` : sizeText(size)}
      </li>
      <li>
        {model.page === null ? (
          model.licence
        ) : (
          <a
            href={model.page}
            target="_blank"
            rel="noreferrer"
            aria-label={`Licence ${model.licence} of ${model.name}`}
          >
            {model.licence}
          </a>
        )}
      </li>
    </ul>
  );
}

function Mark({ model: { state, recommended } }: { readonly model: LocalModelResource }) {
  if (state === "available" && !recommended) return null;
  const text = { available: "Recommended", partial: "Interrupted", installed: "Installed", damaged: "Damaged" }[state];
  const status = { available: "", partial: "awaiting_approval", installed: "completed", damaged: "failed" }[state];
  return (
    <span className="chip" data-status={status}>
      {text}
    </span>
  );
}

function Action({ model, list, fetches, onChange }: RowProps) {
  const client = useClient();
  const { name, state, size_bytes: size, arrived_bytes: arrived, licence } = model;
  const library = list.libraries.find((one) => one.name === model.library);
  if (!list.may_change) return null;
  const add = () =>
    onChange(async () => {
      const { job_id: jobId } = await client.localModels.add(name);
      fetches.begin(jobId, [name]);
      return { text: `The download of ${name} has begun.`, quiet: true };
    });
  const remove = () =>
    onChange(async () => {
      const { message } = await client.localModels.remove(name);
      fetches.forget([name]);
      return { text: message };
    });
  const rest = sizeText(size - arrived + (library?.size_bytes ?? 0));
  const canRun = library?.state !== "unsupported";
  const label = { available: "Add", partial: "Continue", installed: "", damaged: "Replace" }[state];
  return (
    <>
      {canRun && (label !== "" || (library !== undefined && needsLibrary(library.state))) && (
        <Confirmed
          key={`add ${state}`}
          icon="download"
          label={label || "Repair"}
          name={`${label || "Repair"} ${name}`}
          question={
            label === ""
              ? `Fetch the library ${model.library}, ${sizeText(library?.size_bytes ?? 0)}?`
              : `Fetch ${rest} under the licence ${licence}?`
          }
          yes="Fetch"
          no="Not now"
          tone="primary"
          onYes={add}
        />
      )}
      {state !== "available" && (
        <Confirmed
          key={`remove ${state}`}
          icon="trash"
          label={state === "partial" ? "Discard" : "Remove"}
          name={`${state === "partial" ? "Discard" : "Remove"} ${name}`}
          question={state === "partial" ? "Discard what has arrived?" : `Remove ${name} from this machine?`}
          yes={state === "partial" ? "Discard" : "Remove"}
          no="Keep"
          onYes={remove}
        />
      )}
    </>
  );
}

const needsLibrary = (state: string): boolean => state === "missing" || state === "damaged";

/** Where a model stands in a download of several, whose progress and button are above the list. */
function progressText(name: string, { state, names }: Fetch): string {
  const current = state?.current ?? null;
  if (current !== null && current.name === name)
    return `${PHASES[current.phase] ?? ""} ${Math.floor(current.percent)} %`;
  return names.indexOf(name) === (state?.installed.length ?? 0) ? "Next" : "Waiting for its turn";
}

const PHASES: Readonly<Record<string, string>> = {
  downloading: "Downloading",
  unpacking: "Unpacking",
  checking: "Checking",
  waiting: "Another process works on it",
};
