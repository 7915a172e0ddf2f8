import { findLanguage, HeadwayError } from "@headway-jobs/contract";
import type { OwnerDocument } from "@headway-jobs/engine";
import { z } from "zod";
import type { Reply, Route, RouteRequest, ServiceCall } from "../../../service-kit/service.ts";
import {
  contentOf,
  DICTIONARIES,
  dictionaryOf,
  MAX_DICTIONARIES,
  MAX_LANGUAGES,
  MAX_TERM_CHARS,
  summaryOf,
  withEntry,
  withReplaced,
  type Dictionary,
  type Entry,
} from "../dictionaries/dictionary.ts";
import { json, problem } from "../../../service-kit/replies.ts";

const TAG = "Dictionaries";
const MAX_FILE_BYTES = 1024 * 1024;

const id = z
  .string()
  .regex(/^\d{1,15}$/, "must be an integer")
  .transform(Number);
const idParams = z.object({ id });
const termParams = z.object({ id, term_id: id });
const createBody = z.object({
  dictionary_file: z.object({ filename: z.string(), bytes: z.instanceof(Uint8Array) }),
  dictionary_name: z.string().trim().min(1).max(100),
  dictionary_description: z.string().max(1000).nullish(),
});
const termBody = z.object({
  translations: z
    .array(
      z.object({
        translation: z.string().trim().min(1).max(MAX_TERM_CHARS),
        language: z
          .union([z.number().int(), z.string().max(40)])
          .refine((value) => findLanguage(value) !== undefined, "is no language of this API; see /source-languages")
          .transform((value) => findLanguage(value)?.id ?? 0),
      }),
    )
    .min(2)
    .max(MAX_LANGUAGES)
    .refine(
      (all) => new Set(all.map(({ language }) => language)).size === all.length,
      "must not name a language twice",
    ),
});
const detailsQuery = z.object({
  limit: z.coerce.number().int().min(1).max(2_000).default(2_000),
  search_term: z.string().max(MAX_TERM_CHARS).default(""),
});

const done = z.object({ message: z.string(), status: z.literal("success"), id: z.number().int() });
const dictionary = z.object({
  id: z.number().int(),
  name: z.string(),
  description: z.string().nullable(),
  created_at: z.string(),
  updated_at: z.string(),
  last_edited_at: z.string(),
  /** How many. */
  dictionary_terms: z.number().int(),
  languages: z.array(z.number().int()),
});
const details = dictionary.extend({
  terms: z.array(
    z.object({
      id: z.number().int(),
      term_translations: z.array(z.object({ language: z.number().int(), term_text: z.string() })),
    }),
  ),
});

const unknown = problem("No such dictionary, or no such term in it.");
const route = (of: Omit<Route, "tag" | "validation">): Route => ({ ...of, tag: TAG, validation: "fields" });

/** Dictionaries of terms that translations keep to (SPEC §3.4). */
export const dictionaryRoutes: readonly Route[] = [
  route({
    method: "GET",
    path: "/dictionaries",
    summary: "Your dictionaries, oldest first",
    responses: { 200: { description: "The dictionaries.", schema: z.array(dictionary) } },
    handle: async ({ owner }, { engine }) => json((await engine.documents.list(owner, DICTIONARIES)).map(listed)),
  }),
  route({
    method: "POST",
    path: "/dictionaries/create-from-file",
    scope: "submit",
    summary: "Make a dictionary from a CSV file whose first row names its languages by tag or id",
    form: { file: "dictionary_file", limitBytes: MAX_FILE_BYTES },
    body: createBody,
    responses: {
      201: { description: "Made.", schema: done },
      413: problem("The file is larger than 1 MB."),
      422: problem("The file is no such table."),
    },
    handle: create,
  }),
  route({
    method: "GET",
    path: "/dictionaries/:id",
    summary: "A dictionary without its terms",
    params: idParams,
    responses: { 200: { description: "The dictionary.", schema: dictionary }, 404: unknown },
    handle: async (request, call) => json(listed(await stored(request, call))),
  }),
  route({
    method: "GET",
    path: "/dictionaries/:id/full-details",
    summary: "A dictionary with its terms, all or those that hold a text",
    params: idParams,
    query: detailsQuery,
    responses: { 200: { description: "The dictionary.", schema: details }, 404: unknown },
    handle: fullDetails,
  }),
  route({
    method: "POST",
    path: "/dictionaries/:id/add-term",
    scope: "submit",
    summary: "Add a term",
    params: idParams,
    body: termBody,
    responses: { 200: { description: "Added.", schema: done }, 404: unknown, 422: problem("The dictionary is full.") },
    handle: (request, call) => change(request, call, "Term added", (old) => withEntry(old, textsOf(request))),
  }),
  route({
    method: "PUT",
    path: "/dictionaries/term/:id/:term_id",
    scope: "submit",
    summary: "Replace a term",
    params: termParams,
    body: termBody,
    responses: { 200: { description: "Replaced.", schema: done }, 404: unknown },
    handle: (request, call) =>
      change(request, call, "Term updated", (old) => withReplaced(old, termIdOf(request), textsOf(request))),
  }),
  route({
    method: "DELETE",
    path: "/dictionaries/term/:id/:term_id",
    scope: "submit",
    summary: "Remove a term",
    params: termParams,
    responses: { 200: { description: "Removed.", schema: done }, 404: unknown },
    handle: (request, call) =>
      change(request, call, "Term deleted", (old) => withReplaced(old, termIdOf(request), null)),
  }),
  route({
    method: "DELETE",
    path: "/dictionaries/:id",
    scope: "submit",
    summary: "Remove a dictionary; tasks that were given to it before keep its terms",
    params: idParams,
    responses: { 200: { description: "Removed.", schema: done }, 404: unknown },
    handle: remove,
  }),
];

async function create({ owner, body }: RouteRequest, { engine }: ServiceCall): Promise<Reply> {
  const { dictionary_file, dictionary_name, dictionary_description } = body as z.infer<typeof createBody>;
  // Lazy: a server starts without the parser of files.
  const { readDictionaryFile } = await import("../dictionaries/read-file.ts");
  const { terms, leftOut } = readDictionaryFile(dictionary_file.bytes);
  const others = await engine.documents.list(owner, DICTIONARIES);
  if (others.length >= MAX_DICTIONARIES) {
    throw new HeadwayError("INVALID_INPUT", `You have ${MAX_DICTIONARIES} dictionaries; delete one first.`);
  }
  const made = await engine.documents.create(
    owner,
    DICTIONARIES,
    contentOf({
      name: dictionary_name,
      description: dictionary_description ?? null,
      nextId: terms.length + 1,
      entries: terms.map((texts, at) => ({ id: at + 1, texts })),
    }),
  );
  const without = leftOut === 0 ? "" : ` Rows with a term in only one language were left out: ${leftOut}.`;
  return success(201, `Dictionary created with ${terms.length} terms.${without}`, made.id);
}

async function fullDetails(request: RouteRequest, call: ServiceCall): Promise<Reply> {
  const { limit, search_term } = request.query as z.infer<typeof detailsQuery>;
  const document = await stored(request, call);
  const wanted = search_term.toLowerCase();
  const entries = dictionaryOf(document).entries.filter(({ texts }) =>
    texts.some(({ text }) => text.toLowerCase().includes(wanted)),
  );
  return json({ ...listed(document), terms: entries.slice(0, limit).map(shown) });
}

async function change(
  request: RouteRequest,
  { engine }: ServiceCall,
  message: string,
  work: (old: Dictionary) => Dictionary,
): Promise<Reply> {
  const { id: dictionaryId } = request.params as z.infer<typeof idParams>;
  const changed = await engine.documents.change(request.owner, DICTIONARIES, dictionaryId, (document) =>
    contentOf(work(dictionaryOf(document))),
  );
  if (changed === null) throw missing();
  return success(200, `${message}.`, dictionaryId);
}

async function remove(request: RouteRequest, { engine }: ServiceCall): Promise<Reply> {
  const { id: dictionaryId } = request.params as z.infer<typeof idParams>;
  if (!(await engine.documents.remove(request.owner, DICTIONARIES, dictionaryId))) throw missing();
  return success(200, "Dictionary deleted.", dictionaryId);
}

async function stored({ owner, params }: RouteRequest, { engine }: ServiceCall): Promise<OwnerDocument> {
  const found = await engine.documents.get(owner, DICTIONARIES, (params as z.infer<typeof idParams>).id);
  if (found === null) throw missing();
  return found;
}

const missing = (): HeadwayError => new HeadwayError("NOT_FOUND", "There is no such dictionary.");
const termIdOf = ({ params }: RouteRequest): number => (params as z.infer<typeof termParams>).term_id;

function textsOf({ body }: RouteRequest): Entry["texts"] {
  const { translations } = body as z.infer<typeof termBody>;
  return translations.map(({ language, translation }) => ({ language, text: translation }));
}

function success(status: number, message: string, dictionaryId: number): Reply {
  return {
    kind: "json",
    status,
    body: { message, status: "success", id: dictionaryId } satisfies z.infer<typeof done>,
  };
}

function listed(document: Omit<OwnerDocument, "value">): z.infer<typeof dictionary> {
  const { name, description, languages, terms } = summaryOf(document);
  const editedAt = new Date(document.updatedAtMs).toISOString();
  return {
    id: document.id,
    name,
    description,
    created_at: new Date(document.createdAtMs).toISOString(),
    updated_at: editedAt,
    last_edited_at: editedAt,
    dictionary_terms: terms,
    languages,
  };
}

function shown({ id: termId, texts }: Entry): z.infer<typeof details>["terms"][number] {
  return { id: termId, term_translations: texts.map(({ language, text }) => ({ language, term_text: text })) };
}
