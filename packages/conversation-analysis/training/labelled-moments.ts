import { MOMENT_CATEGORIES } from "@headway-jobs/contract";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { MomentCategory } from "@headway-jobs/ports/conversation-analysis";
import { createAnalysis } from "../src/create-analysis.ts";
import { dialogue, transcript } from "../src/testing/transcript.ts";

/** A short exchange with the moments a reader finds in it: `= CATEGORY@LINE …`, then its lines. */
interface LabelledExchange {
  readonly lines: readonly (readonly [string, string])[];
  /** `category@line`. */
  readonly wanted: readonly string[];
}

export interface MomentFigures {
  readonly wanted: number;
  readonly found: number;
  readonly right: number;
  readonly precision: number;
  readonly recall: number;
}

export function readExchanges(part: "dev" | "test"): readonly LabelledExchange[] {
  const text = readFileSync(join(import.meta.dirname, "labelled", `${part}-moments.txt`), "utf8");
  return text.split(/\n\s*\n/).map((block) => ({
    lines: dialogue(block),
    wanted: (/^= (.*)$/m.exec(block)?.[1] ?? "").split(" ").filter((label) => label !== ""),
  }));
}

/** The moments that the analysis finds in an exchange, as `category@line`. */
export function momentsIn({ lines }: LabelledExchange): string[] {
  const analysis = createAnalysis({ conversationId: "measured" });
  return transcript(lines).flatMap((utterance, at) =>
    analysis.add(utterance).moments.map(({ category }) => `${category}@${at + 1}`),
  );
}

export function measureMoments(part: "dev" | "test"): Record<MomentCategory | "all", MomentFigures> {
  const judged = readExchanges(part).map((exchange) => ({ wanted: exchange.wanted, found: momentsIn(exchange) }));
  const figures = (category: string): MomentFigures => {
    const of = (labels: readonly string[]): string[] => labels.filter((label) => label.startsWith(category));
    const wanted = judged.reduce((sum, one) => sum + of(one.wanted).length, 0);
    const found = judged.reduce((sum, one) => sum + of(one.found).length, 0);
    const right = judged.reduce(
      (sum, one) => sum + of(one.found).filter((label) => one.wanted.includes(label)).length,
      0,
    );
    return {
      wanted,
      found,
      right,
      precision: found === 0 ? 0 : right / found,
      recall: wanted === 0 ? 0 : right / wanted,
    };
  };
  const entries = MOMENT_CATEGORIES.map((category) => [category, figures(`${category}@`)] as const);
  return Object.fromEntries([...entries, ["all", figures("")]]) as Record<MomentCategory | "all", MomentFigures>;
}
