import { labelOf } from "./schema-fields.ts";

/** The members of a JSON object, by name; texts of several lines as they are, and what is nested as JSON. Nothing for an empty one. */
export function Members({ label, members }: { readonly label: string; readonly members: unknown }) {
  const entries = typeof members === "object" && members !== null ? Object.entries(members) : [];
  if (entries.length === 0) return null;
  return (
    <dl className="own-members" aria-label={label}>
      {entries.map(([name, value]) => (
        <div key={name}>
          <dt>{labelOf(name)}</dt>
          <dd>{typeof value === "string" ? value : JSON.stringify(value, null, 2)}</dd>
        </div>
      ))}
    </dl>
  );
}
