import { type FieldError, nearestName } from "@headway-jobs/contract";
import { z } from "zod";

/** A member of an object whose schema does not know it. */
export interface UnknownMember {
  readonly path: readonly (string | number)[];
  readonly name: string;
  /** Names that the schema knows and the object does not have. */
  readonly free: readonly string[];
}

const MOST = 20;
const MOST_NAME_CHARS = 64;
const SHOWN_NAME_CHARS = 100;
const MOST_LISTED = 15;
/** A shorter name is a slip away from too many others. */
const LEAST_TYPO_CHARS = 3;
const MOST_WARNINGS = 5;

/**
 * The members of a value that its schema drops, at most twenty, in the order of the value. What a schema accepts deliberately
 * (records, loose objects) is known.
 */
export function unknownMembers(schema: z.ZodType, value: unknown): readonly UnknownMember[] {
  const found: UnknownMember[] = [];
  collect(schema, value, [], found);
  return found.slice(0, MOST);
}

/** Entries of a 422 for members that a route of Headway's own does not know. */
export function refusals(unknown: readonly UnknownMember[]): FieldError[] {
  return unknown.map(({ path, name, free }) => {
    const meant = nearTo(name, free, Math.min(3, Math.ceil(name.length / 3)));
    const known = free.slice(0, MOST_LISTED).join(", ");
    const advice = meant === null ? (known === "" ? "" : ` (also known: ${known})`) : ` (did you mean ${meant}?)`;
    const loc = [...path, name.slice(0, SHOWN_NAME_CHARS)];
    return { loc, msg: `is not known${advice}`, type: "unrecognized_keys" };
  });
}

/** Sentences for members that are one slip away from a known one, which a public API takes and does not use. */
export function typoWarnings(unknown: readonly UnknownMember[]): string[] {
  return unknown
    .flatMap(({ path, name, free }) => {
      const meant = name.length < LEAST_TYPO_CHARS ? null : nearTo(name, free, 1);
      const at = [...path, name].join(".");
      return meant === null ? [] : [`The member "${at}" is not known and was not used; did you mean "${meant}"?`];
    })
    .slice(0, MOST_WARNINGS);
}

function nearTo(name: string, known: readonly string[], mostEdits: number): string | null {
  return name.length > MOST_NAME_CHARS ? null : nearestName(name, known, mostEdits);
}

type Path = readonly (string | number)[];

function collect(schema: z.core.$ZodType, value: unknown, path: Path, found: UnknownMember[]): void {
  if (found.length >= MOST || typeof value !== "object" || value === null) return;
  const known = knownOf(schema, value);
  if (Array.isArray(value)) {
    value.forEach((one, at) => known.items.forEach((item) => collect(item, one, [...path, at], found)));
    return;
  }
  for (const [name, member] of Object.entries(value)) {
    const inner = known.members.get(name);
    if (inner !== undefined) inner.forEach((one) => collect(one, member, [...path, name], found));
    else if (!known.isOpen && found.length < MOST) {
      found.push({ path, name, free: [...known.members.keys()].filter((one) => !Object.hasOwn(value, one)) });
    }
  }
}

/** What a schema says of the members and items of one value. */
interface Known {
  readonly members: ReadonlyMap<string, readonly z.core.$ZodType[]>;
  readonly items: readonly z.core.$ZodType[];
  /** Takes whatever members there are. */
  readonly isOpen: boolean;
}

const OPEN: Known = { members: new Map(), items: [], isOpen: true };

function knownOf(schema: z.core.$ZodType, value: object): Known {
  const def = defOf(schema);
  if (def.type === "object") {
    const members = new Map(Object.entries(def.shape).map(([name, one]) => [name, [one]]));
    return { members, items: [], isOpen: def.catchall !== undefined && defOf(def.catchall).type !== "never" };
  }
  if (def.type === "record") {
    return { ...OPEN, members: new Map(Object.keys(value).map((name) => [name, [def.valueType]])) };
  }
  if (def.type === "array") return { ...OPEN, items: [def.element] };
  if (def.type === "intersection") return both(knownOf(def.left, value), knownOf(def.right, value));
  if (def.type === "union") return knownOf(optionFor(def, value) ?? z.unknown(), value);
  if (def.type === "lazy") return knownOf(def.getter(), value);
  if (def.type === "pipe") {
    return defOf(def.in).type === "transform" ? preprocessed(def, value) : knownOf(def.in, value);
  }
  // Optional, nullable, with a default, read-only and the like.
  return "innerType" in def ? knownOf(def.innerType, value) : OPEN;
}

/** What a schema was made of, as zod gives it to those who walk over schemas. */
function defOf(schema: z.core.$ZodType): z.core.$ZodTypes["_zod"]["def"] {
  return (schema as z.core.$ZodTypes & { readonly def: z.core.$ZodTypes["_zod"]["def"] }).def;
}

/** A preprocessing adds what tells the options of a union apart; what it makes of the value decides, and its members are the sent ones. */
function preprocessed({ in: before, out }: z.core.$ZodPipeDef, value: object): Known {
  const made: unknown = z.safeParse(before, value).data;
  return typeof made === "object" && made !== null ? knownOf(out, made) : OPEN;
}

function both(left: Known, right: Known): Known {
  const members = new Map(left.members);
  for (const [name, schemas] of right.members) members.set(name, [...(members.get(name) ?? []), ...schemas]);
  return { members, items: [...left.items, ...right.items], isOpen: left.isOpen || right.isOpen };
}

/** The option that a value is meant for: by its discriminator, else the one that takes it and knows most of its members. */
function optionFor(def: z.core.$ZodUnionDef, value: object): z.core.$ZodType | undefined {
  const { discriminator } = def as Partial<z.core.$ZodDiscriminatedUnionDef>;
  const ranked = def.options
    .filter((option) => isMeant(option, value, discriminator))
    .map((option) => ({ option, unknown: countUnknown(option, value) }));
  return ranked.toSorted((a, b) => a.unknown - b.unknown)[0]?.option;
}

/** A discriminator tells even where the rest of the value is wrong. */
function isMeant(option: z.core.$ZodType, value: object, discriminator: string | undefined): boolean {
  const def = defOf(option);
  const tells = discriminator !== undefined && def.type === "object" ? def.shape[discriminator] : undefined;
  if (discriminator === undefined || tells === undefined) return z.safeParse(option, value).success;
  return Object.hasOwn(value, discriminator) && z.safeParse(tells, Reflect.get(value, discriminator)).success;
}

function countUnknown(option: z.core.$ZodType, value: object): number {
  const found: UnknownMember[] = [];
  collect(option, value, [], found);
  return found.length;
}
