import type { ConversationResult } from "@headway-jobs/client";
import { forPeople } from "../conversation-view.ts";

type Summary = ConversationResult["summary"];

const LISTS: readonly (readonly [keyof Summary, string])[] = [
  ["key_insights", "What matters"],
  ["what_went_well", "What went well"],
  ["what_went_wrong", "What went wrong"],
  ["recommendations", "What to do next"],
  ["notable_patterns", "Patterns"],
];

/** The summary in words. */
export function SummaryPanel({ summary }: { readonly summary: Summary }) {
  return (
    <section className="summary" aria-label="Summary">
      <h2>Summary</h2>
      <p className="summary__overview">{forPeople(summary.overview)}</p>
      <p className="summary__quality">{forPeople(summary.conversation_quality)}</p>
      <div className="summary__lists">
        {LISTS.map(([name, heading]) => {
          const entries = summary[name];
          if (!Array.isArray(entries) || entries.length === 0) return null;
          return (
            <div key={name} className="summary__list" data-list={name}>
              <h3>{heading}</h3>
              <ul>
                {entries.map((entry) => (
                  <li key={entry}>{forPeople(entry)}</li>
                ))}
              </ul>
            </div>
          );
        })}
      </div>
    </section>
  );
}
