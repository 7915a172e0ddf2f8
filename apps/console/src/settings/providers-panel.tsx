import type { LocalModelsResource, ProvidersResource } from "@headway-jobs/client";
import { useId } from "react";
import { Problem } from "../ui/field.tsx";
import { sizeText } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { languagesText } from "./model-groups.ts";
import { useProviders } from "./use-providers.ts";

type Capability = ProvidersResource["capabilities"][number];
type Provider = Capability["providers"][number];

/** What does the work of each capability now, and what one command or press would improve. */
export function ProvidersPanel({ models }: { readonly models: LocalModelsResource | null }) {
  const heading = useId();
  const installed = (models?.models ?? []).map(({ name, state }) => `${name} ${state}`).join();
  const { providers, problem } = useProviders(installed);
  return (
    <section className="providers" aria-labelledby={heading} aria-busy={providers === null && problem === ""}>
      <header className="settings__head">
        <h2 id={heading}>Providers in force</h2>
        <p>Each is asked in this order; the next one takes over when one fails. None was called for this page.</p>
      </header>
      {problem !== "" && <Problem text={problem} />}
      {providers !== null && (
        <>
          <dl className="card providers__list">
            {providers.capabilities.map((one) => (
              <CapabilityRow key={one.capability} capability={one} />
            ))}
          </dl>
          <Improvement providers={providers} mayChange={models?.may_change === true} />
        </>
      )}
    </section>
  );
}

const NAMES: Readonly<Record<string, string>> = {
  voice: "Voice",
  ear: "Recognition",
  translation: "Translation",
  language_model: "Language model",
  pictures: "Pictures",
};

/** What a capability does without any provider. */
const WITHOUT: Readonly<Record<string, string>> = {
  voice: "None: videos and speech cannot be made.",
  ear: "None: recordings need a transcript.",
  translation: "None: nothing can be translated.",
  language_model: "None: lessons come from a text, documents are edited by rules, analysis is by word lists.",
  pictures: "None: slides are drawn.",
};

function CapabilityRow({ capability: one }: { readonly capability: Capability }) {
  const { capability, setting, is_set: isSet, providers, problem, unused_models: unused } = one;
  // A default lists what could be there; only a list that someone wrote is accounted for in full.
  const shown = isSet ? providers : providers.filter((provider) => provider.problem === null);
  return (
    <div className="providers__row">
      <dt>{NAMES[capability] ?? capability}</dt>
      <dd>
        {problem !== null && <p className="model__problem">{problem}</p>}
        {problem === null && shown.length === 0 && <p className="providers__none">{WITHOUT[capability] ?? "None."}</p>}
        {shown.length > 0 && (
          <ol>
            {shown.map((provider, index) => (
              <ProviderItem key={`${index} ${provider.name}`} provider={provider} />
            ))}
          </ol>
        )}
        {unused.length > 0 && (
          <p className="providers__none">
            Installed and not used, because <code>{setting}</code> does not list <code>local</code>: {unused.join(", ")}
            .
          </p>
        )}
        <p className="providers__source">
          {isSet ? (
            <>
              Set by <code>{setting}</code>
            </>
          ) : (
            <>
              Default; <code>{setting}</code> changes it
            </>
          )}
        </p>
      </dd>
    </div>
  );
}

function ProviderItem({ provider }: { readonly provider: Provider }) {
  const { name, kind, host, languages, models, rough, problem } = provider;
  const facts = [
    { built_in: "built in", local: "local models", configured: host === null ? "configured" : `at ${host}` }[kind],
    ...(languages === null ? [] : [languagesText(languages)]),
    ...(rough ? ["rough"] : []),
  ];
  return (
    <li data-failing={problem !== null}>
      <span className="providers__name">{models.length === 0 ? nameOf(name) : models.join(", ")}</span>{" "}
      <span className="providers__facts">{facts.join(", ")}</span>
      {problem !== null && <span className="providers__problem"> Not used: {problem}.</span>}
    </li>
  );
}

/** `llm` is how the setting of translation names the model of HEADWAY_LLM. */
const nameOf = (name: string): string => (name === "llm" ? "The language model" : name);

const BROUGHT: Readonly<Record<string, string>> = {
  voice: "neural voices",
  ear: "a better recogniser",
  translation: "better translation",
};

function Improvement({
  providers: { improvement },
  mayChange,
}: {
  readonly providers: ProvidersResource;
  readonly mayChange: boolean;
}) {
  if (improvement === null) return null;
  const things = improvement.brings.map((one) => BROUGHT[one] ?? one);
  const list = things.length < 2 ? things.join("") : `${things.slice(0, -1).join(", ")} and ${things.at(-1) ?? ""}`;
  return (
    <p className="settings__note">
      <Icon name="download" />
      <span>
        {mayChange ? <>“Add all” below, or </> : <>An administrator can improve this: </>}
        <code>{improvement.command}</code> on the server, brings {list} ({sizeText(improvement.size_bytes)}).
      </span>
    </p>
  );
}
