import type { LocalModelResource } from "@headway-jobs/client";

/** What a capability is called here, and what it is for; in the order of the page. */
const CAPABILITIES: Readonly<Record<string, { readonly title: string; readonly use: string }>> = {
  voice: { title: "Voices", use: "They speak in videos and in speech." },
  ear: { title: "Recognition", use: "It writes down what is said in recordings." },
  speakers: { title: "Speakers", use: "They find who speaks when in a recording." },
  segmenter: { title: "Speech and silence", use: "It finds where somebody speaks in a recording." },
  translation: {
    title: "Translation",
    use: "It translates speech, documents and videos. Other pairs go by way of English.",
  },
};

export interface ModelGroup {
  readonly capability: string;
  readonly title: string;
  readonly use: string;
  readonly models: readonly LocalModelResource[];
}

/** The models by what they do; what is recommended first. Capabilities that this page does not know come last. */
export function groupModels(models: readonly LocalModelResource[]): readonly ModelGroup[] {
  const known = Object.keys(CAPABILITIES);
  const others = models.map(({ capability }) => capability).filter((capability) => !known.includes(capability));
  return [...known, ...new Set(others)].flatMap((capability) => {
    const own = models.filter((one) => one.capability === capability);
    if (own.length === 0) return [];
    const { title, use } = CAPABILITIES[capability] ?? { title: capability, use: "" };
    return [{ capability, title, use, models: own.toSorted((a, b) => rank(a) - rank(b) || compare(a.name, b.name)) }];
  });
}

/** Not by state: a model keeps its place while it is fetched. */
const rank = ({ recommended }: LocalModelResource): number => (recommended ? 0 : 1);

const compare = (a: string, b: string): number => (a < b ? -1 : 1);

export interface ModelFilter {
  /** A primary language such as `es`; empty = all. */
  readonly language: string;
  readonly show: "all" | "here" | "recommended";
  /** Words of name, description, licence or languages. */
  readonly text: string;
}

export const ALL_MODELS: ModelFilter = { language: "", show: "all", text: "" };

export function filterModels(
  models: readonly LocalModelResource[],
  { language, show, text }: ModelFilter,
): readonly LocalModelResource[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return models.filter((model) => {
    if (show === "recommended" && !model.recommended) return false;
    if (show === "here" && model.state === "available" && model.job_id === null) return false;
    const primaries = new Set(model.languages.flatMap(primariesOf));
    if (language !== "" && !primaries.has(language) && !primaries.has("mul")) return false;
    const all = [model.name, model.description, model.licence, ...model.languages.map(languageText)].join(" ");
    const searched = all.toLowerCase();
    return words.every((word) => searched.includes(word));
  });
}

/** The languages of all models, by their names, for a choice. */
export function languagesOf(models: readonly LocalModelResource[]): readonly { tag: string; text: string }[] {
  const tags = new Set(models.flatMap(({ languages }) => languages.flatMap(primariesOf)));
  tags.delete("mul");
  return [...tags].map((tag) => ({ tag, text: nameOf(tag) })).toSorted((a, b) => a.text.localeCompare(b.text));
}

/** `en-us` → "American English", `en>es` → "English → Spanish", `mul` → "any language". */
export function languageText(language: string): string {
  return language.split(">").map(nameOf).join(" → ");
}

/** A few languages by name, many by number. */
export function languagesText(languages: readonly string[]): string {
  if (languages.length > 3) return `${languages.length} languages`;
  const text = languages.map(languageText).join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function primariesOf(language: string): readonly string[] {
  return language.split(">").map((tag) => tag.split("-")[0] ?? tag);
}

const NAMES = new Intl.DisplayNames(["en"], { type: "language", fallback: "code" });

function nameOf(tag: string): string {
  if (tag === "mul") return "any language";
  try {
    return NAMES.of(tag) ?? tag;
  } catch {
    // A model of the user's own may name anything.
    return tag;
  }
}
