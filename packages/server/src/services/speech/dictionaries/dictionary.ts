import { HeadwayError, type JsonObject } from "@headway-jobs/contract";
import type { DocumentContent, Engine } from "@headway-jobs/engine";
import { z } from "zod";

export const DICTIONARIES = "dictionaries";
export const MAX_DICTIONARIES = 100;
export const MAX_TERMS = 2_000;
export const MAX_TERM_CHARS = 200;
export const MAX_LANGUAGES = 20;

const entrySchema = z.object({
  id: z.number().int(),
  /** One text a language, by the language's id. */
  texts: z.array(z.object({ language: z.number().int(), text: z.string() })),
});
const summarySchema = z.object({
  name: z.string(),
  description: z.string().nullable(),
  languages: z.array(z.number()),
  terms: z.number(),
});
const valueSchema = z.object({ nextId: z.number().int(), entries: z.array(entrySchema) });

/** A term in all its languages. */
export type Entry = z.infer<typeof entrySchema>;
export type Texts = Entry["texts"];

export interface Dictionary {
  readonly name: string;
  readonly description: string | null;
  /** Ids of entries, never given twice. */
  readonly nextId: number;
  readonly entries: readonly Entry[];
}

type Documents = Engine["documents"];
type Stored = NonNullable<Awaited<ReturnType<Documents["get"]>>>;

/** What lists show of a stored dictionary. */
export function summaryOf(document: Pick<Stored, "summary">): z.infer<typeof summarySchema> {
  return summarySchema.parse(document.summary);
}

export function dictionaryOf(document: Stored): Dictionary {
  const { name, description } = summaryOf(document);
  return { name, description, ...valueSchema.parse(document.value) };
}

export function contentOf({ name, description, nextId, entries }: Dictionary): DocumentContent {
  const languages = [...new Set(entries.flatMap(({ texts }) => texts.map(({ language }) => language)))];
  const summary: JsonObject = {
    name,
    description,
    languages: languages.toSorted((a, b) => a - b),
    terms: entries.length,
  };
  return { summary, value: { nextId, entries: entries.map(({ id, texts }) => ({ id, texts })) } };
}

/** Adds one more term. INVALID_INPUT when the dictionary is full. */
export function withEntry(dictionary: Dictionary, texts: Texts): Dictionary {
  const { entries, nextId } = dictionary;
  if (entries.length >= MAX_TERMS) {
    throw new HeadwayError("INVALID_INPUT", `A dictionary holds at most ${MAX_TERMS} terms.`);
  }
  return { ...dictionary, nextId: nextId + 1, entries: [...entries, { id: nextId, texts }] };
}

/** Puts texts in place of a term's own, or takes the term out (null). NOT_FOUND when there is none of that id. */
export function withReplaced(dictionary: Dictionary, entryId: number, texts: Texts | null): Dictionary {
  if (!dictionary.entries.some(({ id }) => id === entryId)) {
    throw new HeadwayError("NOT_FOUND", "The dictionary has no such term.");
  }
  const entries = dictionary.entries.flatMap((entry) => {
    if (entry.id !== entryId) return [entry];
    return texts === null ? [] : [{ id: entryId, texts }];
  });
  return { ...dictionary, entries };
}
