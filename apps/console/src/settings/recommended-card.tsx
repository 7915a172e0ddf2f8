import type { LocalModelsResource } from "@headway-jobs/client";
import { useClient } from "@headway-jobs/client/react";
import { Confirmed } from "../job-data/confirmed.tsx";
import { sizeText } from "../ui/format.ts";
import { Icon } from "../ui/icon.tsx";
import { FetchFailure } from "./fetch-failure.tsx";
import { FetchLine } from "./fetch-line.tsx";
import { groupModels, languageText } from "./model-groups.ts";
import type { Said } from "./model-row.tsx";
import { isOver, type Fetch, type Fetches } from "./use-fetches.ts";

interface CardProps {
  readonly list: LocalModelsResource;
  readonly fetches: Fetches;
  readonly language: string;
  readonly onChange: (act: () => Promise<Said>) => Promise<void>;
}

/** The models that suit the machine's languages, or the chosen one, by one press. */
export function RecommendedCard({ list, fetches, language, onChange }: CardProps) {
  const client = useClient();
  const recommended = list.models.filter((one) => one.recommended);
  const missing = recommended.filter(({ state }) => state !== "installed");
  const names = list.languages.map((tag) => languageText(tag.toLowerCase())).join(", ");
  const newest = fetches.all.findLast(({ names: fetched }) => fetched.length > 1);
  const running = newest !== undefined && !isOver(newest) ? newest : null;
  if (recommended.length === 0) return null;
  const add = () =>
    onChange(async () => {
      const change = language === "" ? {} : { languages: [language] };
      const { job_id: jobId } = await client.localModels.add("recommended", change);
      fetches.begin(
        jobId,
        missing.map(({ name }) => name),
      );
      return { text: "The download has begun.", quiet: true };
    });
  const parts = groupModels(missing).map(({ title, models }) => `${title.toLowerCase()} (${models.length})`);
  return (
    <div className="recommended card" data-complete={missing.length === 0}>
      <Icon name={missing.length === 0 ? "check" : "download"} />
      <div className="recommended__text">
        <h3>
          {missing.length === 0 ? `Everything recommended for ${names} is installed` : `Recommended for ${names}`}
        </h3>
        <p>
          {missing.length === 0
            ? list.summary
            : `${missing.length === 1 ? "1 model" : `${missing.length} models`}, ${sizeText(list.recommended_bytes)}: ${parts.join(", ")}.`}
        </p>
        {running !== null && <FetchLine fetch={running} label="Several models" />}
        {running === null && missing.length > 0 && <Failed fetch={newest} />}
      </div>
      {list.may_change && missing.length > 0 && running === null && (
        <Confirmed
          icon="download"
          label="Add all"
          name={`Add all that is recommended for ${names}`}
          question={`Fetch ${sizeText(list.recommended_bytes)} under the licences ${licencesOf(missing)}?`}
          yes="Fetch"
          no="Not now"
          tone="primary"
          onYes={add}
        />
      )}
    </div>
  );
}

function Failed({ fetch }: { readonly fetch: Fetch | undefined }) {
  const failure = fetch?.state?.view.failure ?? null;
  return failure === null ? null : <FetchFailure notice={failure} />;
}

function licencesOf(models: readonly { readonly licence: string }[]): string {
  return [...new Set(models.map(({ licence }) => licence))].join(", ");
}
