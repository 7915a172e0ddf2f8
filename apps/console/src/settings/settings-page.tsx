import type { FollowedJobs } from "@headway-jobs/client/react";
import { newJobHref } from "../app/route.ts";
import { useState } from "react";
import { useTitle } from "../jobs/use-title.ts";
import { Icon } from "../ui/icon.tsx";
import { ALL_MODELS } from "./model-groups.ts";
import { ModelsPanel } from "./models-panel.tsx";
import { ProvidersPanel } from "./providers-panel.tsx";
import { useLocalModels } from "./use-local-models.ts";

/** What this server works with, and the models of its machine. */
export function SettingsPage({ list }: { readonly list: FollowedJobs }) {
  useTitle("Settings · Headway");
  const [filter, setFilter] = useState(ALL_MODELS);
  const models = useLocalModels(list, filter.language);
  return (
    <article className="settings">
      <a className="job__back" href={newJobHref()}>
        <Icon name="back" /> Start page
      </a>
      <h1>Settings</h1>
      <ProvidersPanel models={models.list} />
      <ModelsPanel models={models} filter={filter} onFilter={setFilter} />
    </article>
  );
}
