import type { LocalModelsResource } from "@headway-jobs/client";
import { useId, useMemo, useState, type ReactNode } from "react";
import { Field, Problem } from "../ui/field.tsx";
import { Icon } from "../ui/icon.tsx";
import { FetchWatch } from "./fetch-watch.tsx";
import { filterModels, groupModels, languagesOf, type ModelFilter, type ModelGroup } from "./model-groups.ts";
import { ModelRow, type RowProps, type Said } from "./model-row.tsx";
import { RecommendedCard } from "./recommended-card.tsx";
import { useFetches } from "./use-fetches.ts";
import type { LocalModels } from "./use-local-models.ts";

/** The models of the server's machine: what there is, what it has, and how to change that. */
export function ModelsPanel({
  models: { list, problem, reload },
  filter,
  onFilter,
}: {
  readonly models: LocalModels;
  readonly filter: ModelFilter;
  readonly onFilter: (filter: ModelFilter) => void;
}) {
  const [said, setSaid] = useState<Said>({ text: "" });
  const fetches = useFetches(list);
  const heading = useId();
  const change = async (act: () => Promise<Said>): Promise<void> => {
    setSaid(await act());
    await reload();
  };
  return (
    <section className="models" aria-labelledby={heading} aria-busy={list === null && problem === ""}>
      <header className="settings__head">
        <h2 id={heading}>Models on this machine</h2>
        <p>
          They run on the server itself: no text or sound leaves it. Without them, and without another provider, the
          built-in programs are used.
        </p>
      </header>
      {fetches.all.map(({ jobId }) => (
        <FetchWatch key={jobId} jobId={jobId} onState={fetches.onState} />
      ))}
      {problem !== "" && <Problem text={problem} />}
      {list !== null && (
        <>
          {!list.may_change && <ReadOnlyNote />}
          <UnsupportedNote list={list} />
          <RecommendedCard list={list} fetches={fetches} language={filter.language} onChange={change} />
          <Filter list={list} filter={filter} onChange={onFilter} />
          <Groups
            groups={groupModels(filterModels(list.models, filter))}
            list={list}
            fetches={fetches}
            onChange={change}
          />
        </>
      )}
      <Message said={said} onDismiss={() => setSaid({ text: "" })} />
    </section>
  );
}

/** Stays in sight: what was pressed may be far from the top of the page. */
function Message({
  said: { text, quiet = false },
  onDismiss,
}: {
  readonly said: Said;
  readonly onDismiss: () => void;
}) {
  const isShown = text !== "" && !quiet;
  return (
    <div className={isShown ? "models__said" : "visually-hidden"}>
      <p role="status">{text}</p>
      {isShown && (
        <button type="button" className="link" onClick={onDismiss}>
          Dismiss
        </button>
      )}
    </div>
  );
}

function UnsupportedNote({ list: { libraries, models } }: { readonly list: LocalModelsResource }) {
  const lacking = libraries.filter(({ state }) => state === "unsupported");
  return lacking.map(({ name }) => (
    <p key={name} className="settings__note">
      <Icon name="alert" />
      <span>
        The library {name} has no build for this machine: {models.filter(({ library }) => library === name).length} of
        the models below cannot run here.
      </span>
    </p>
  ));
}

function ReadOnlyNote() {
  return (
    <p className="settings__note">
      <Icon name="key" />
      <span>
        Your key may look at the models and not change them. An administrator can, with a key that has the permission
        “admin”, or with <code>headway models add</code> on the server.
      </span>
    </p>
  );
}

function Filter({
  list,
  filter,
  onChange,
}: {
  readonly list: LocalModelsResource;
  readonly filter: ModelFilter;
  readonly onChange: (filter: ModelFilter) => void;
}) {
  const languages = useMemo(() => languagesOf(list.models), [list.models]);
  return (
    <search className="models__filter" aria-label="Models">
      <Field label="Language">
        {(control) => (
          <select
            {...control}
            value={filter.language}
            onChange={(event) => onChange({ ...filter, language: event.target.value })}
          >
            <option value="">All languages</option>
            {languages.map(({ tag, text }) => (
              <option key={tag} value={tag}>
                {text}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field label="Show">
        {(control) => (
          <select
            {...control}
            value={filter.show}
            onChange={(event) => onChange({ ...filter, show: event.target.value as ModelFilter["show"] })}
          >
            <option value="all">All models</option>
            <option value="here">On this machine</option>
            <option value="recommended">Recommended</option>
          </select>
        )}
      </Field>
      <Field label="Search">
        {(control) => (
          <input
            {...control}
            type="text"
            autoComplete="off"
            spellCheck={false}
            placeholder="Name, licence or a word"
            value={filter.text}
            onChange={(event) => onChange({ ...filter, text: event.target.value })}
          />
        )}
      </Field>
    </search>
  );
}

function Groups({ groups, ...row }: { readonly groups: readonly ModelGroup[] } & Omit<RowProps, "model">) {
  if (groups.length === 0) return <p className="models__none">No model fits. Choose another language or word.</p>;
  return groups.map(({ capability, title, use, models }) => (
    <Group key={capability} title={title} use={use}>
      {models.map((model) => (
        <ModelRow key={model.name} model={model} {...row} />
      ))}
    </Group>
  ));
}

function Group({
  title,
  use,
  children,
}: {
  readonly title: string;
  readonly use: string;
  readonly children: ReactNode;
}) {
  const heading = useId();
  return (
    <section className="models__group" aria-labelledby={heading}>
      <h3 id={heading}>{title}</h3>
      <p>{use}</p>
      <ul className="card">{children}</ul>
    </section>
  );
}
