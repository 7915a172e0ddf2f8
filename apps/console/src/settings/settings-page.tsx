import type { FollowedJobs } from "@headway-jobs/client/react";
import { newJobHref } from "../app/route.ts";
import { useTitle } from "../jobs/use-title.ts";
import { Icon } from "../ui/icon.tsx";
import { ModelsPanel } from "./models-panel.tsx";

/** What this server works with, and the models of its machine. */
export function SettingsPage({ list }: { readonly list: FollowedJobs }) {
  useTitle("Settings · Headway");
  return (
    <article className="settings">
      <a className="job__back" href={newJobHref()}>
        <Icon name="back" /> Start page
      </a>
      <h1>Settings</h1>
      <ModelsPanel jobs={list} />
    </article>
  );
}
