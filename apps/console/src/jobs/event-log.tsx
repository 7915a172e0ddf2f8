import type { JobEvent } from "@headway-jobs/client";
import { useState } from "react";
import { timeText } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { eventText } from "./event-text.ts";

const SHOWN = 200;

/** The log as it comes, newest last. Closed, it costs nothing but its heading. */
export function EventLog({
  events,
  eventText: kindText,
}: {
  readonly events: readonly JobEvent[];
  readonly eventText: ((event: JobEvent) => string | null) | undefined;
}) {
  const [open, setOpen] = useState(false);
  const [all, setAll] = useState(false);
  const hidden = all ? 0 : Math.max(0, events.length - SHOWN);
  return (
    <details className="log card" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon name="chevron" /> Events <span className="log__count">{events.length}</span>
      </summary>
      {open && (
        <div className="log__body" tabIndex={0} role="region" aria-label="Events">
          {hidden > 0 && (
            <button type="button" className="button button--quiet" onClick={() => setAll(true)}>
              Show {hidden} earlier
            </button>
          )}
          <ol>
            {events.slice(hidden).map((event) => (
              <li key={event.seq}>
                <span className="log__seq">{event.seq}</span>
                <time dateTime={event.at}>{timeText(event.at)}</time>
                <code>{event.type}</code>
                <span className="log__text">{kindText?.(event) ?? eventText(event)}</span>
              </li>
            ))}
          </ol>
        </div>
      )}
    </details>
  );
}
