import { ClientContext, useJobs } from "@headway-jobs/client/react";
import { useEffect, useRef } from "react";
import { JobList } from "./jobs/job-list.tsx";
import { JobPage } from "./jobs/job-page.tsx";
import { NewJobPage } from "./jobs/new-job-page.tsx";
import { Icon } from "./ui/icon.tsx";
import { ConnectionNote } from "./app/connection-note.tsx";
import { KeyDialog } from "./app/key-dialog.tsx";
import { newJobHref, SETTINGS_HREF, useRoute } from "./app/route.ts";
import { useSession, type Session } from "./app/session.ts";
import { SettingsPage } from "./settings/settings-page.tsx";

export function App() {
  const session = useSession();
  return (
    <ClientContext value={session.client}>
      <Console session={session} />
    </ClientContext>
  );
}

function Console({ session }: { readonly session: Session }) {
  const route = useRoute();
  const jobs = useJobs();
  const locked = jobs.error?.status === 401;
  const place = route.page === "job" ? route.jobId : route.page;
  const main = useRef<HTMLElement>(null);
  useEffect(() => {
    // On wide screens the main region scrolls, on narrow ones the page.
    scrollTo(0, 0);
    main.current?.scrollTo(0, 0);
  }, [place]);

  return (
    <div className="console" data-page={route.page}>
      <a className="skip-link" href="#main" onClick={skipToMain}>
        Skip to content
      </a>
      <header className="console__bar">
        <a className="brand" href={newJobHref()} aria-label="Headway, start page">
          <Icon name="logo" />
          <span>Headway</span>
        </a>
        <ConnectionNote connection={jobs.connection} error={jobs.error} onReconnect={jobs.reconnect} />
        <SettingsLink className="console__settings" isOpen={route.page === "settings"} />
      </header>
      <nav className="console__jobs" aria-label="Jobs">
        <a className="button button--new" href={newJobHref()} aria-current={route.page === "new" ? "page" : undefined}>
          <Icon name="plus" /> New job
        </a>
        <JobList jobs={jobs} openJobId={route.page === "job" ? route.jobId : null} />
        <footer className="console__foot">
          <SettingsLink isOpen={route.page === "settings"} />
          <a href="/docs">API reference</a>
          {session.hasKey && (
            <button type="button" className="link" onClick={session.forgetKey}>
              Forget key
            </button>
          )}
        </footer>
      </nav>
      <main ref={main} id="main" className="console__main" tabIndex={-1}>
        {route.page === "job" && <JobPage key={route.jobId} jobId={route.jobId} list={jobs} />}
        {route.page === "settings" && <SettingsPage list={jobs} />}
        {route.page === "new" && (
          <NewJobPage key={`${route.kind} ${route.topic}`} topic={route.topic} kind={route.kind} onCreated={jobs.put} />
        )}
      </main>
      {locked && <KeyDialog rejected={session.hasKey} onKey={session.enterKey} />}
    </div>
  );
}

/** On small screens in the bar, where the list of jobs is far below; otherwise under that list. */
function SettingsLink({ isOpen, className }: { readonly isOpen: boolean; readonly className?: string }) {
  return (
    <a className={className} href={SETTINGS_HREF} aria-current={isOpen ? "page" : undefined}>
      <Icon name="settings" /> <span>Settings</span>
    </a>
  );
}

// The hash is the route, so the browser does not do this.
function skipToMain(event: { preventDefault(): void }): void {
  event.preventDefault();
  document.getElementById("main")?.focus();
}
