import { type Program, type VariableDeclarator, Visitor } from "oxc-parser";
import { lineAt, type Source } from "./sources.ts";

/** A place that trusts an object literal with names from outside. */
export interface InheritedName {
  readonly path: string;
  readonly line: number;
  readonly fault: string;
}

/** Also `Readonly<…>` and `Partial<…>` of it. */
const TABLE_TYPE = /^:\s*(?:Readonly<\s*)?(?:Partial<\s*)?Record<\s*string\s*,/;

/**
 * Every place where a name may be found that an object only inherits (`constructor`, `toString`, `__proto__`): `in` with a computed
 * name, and a table by strings that is a plain object. `Object.hasOwn` and `dictionary` of the contract are what to use.
 */
export function inheritedNames({ path, text, program }: Source): InheritedName[] {
  const found: InheritedName[] = [];
  const report = (offset: number, fault: string): void => void found.push({ path, line: lineAt(text, offset), fault });
  new Visitor({
    BinaryExpression(node) {
      // A literal name tells the members of a union apart, as the compiler sees it.
      if (node.operator === "in" && node.left.type !== "Literal")
        report(node.start, "`in` with a computed name: use Object.hasOwn");
    },
  }).visit(program);
  for (const { id, init, start } of tablesOf(program)) {
    const type = id.typeAnnotation;
    if (type && TABLE_TYPE.test(text.slice(type.start, type.end)) && isPlainTable(init))
      report(start, "a table by strings that inherits names: use dictionary(…)");
  }
  return found;
}

/** What a module declares outside of its functions: there tables stand, inside there are objects that are being built. */
function tablesOf({ body }: Program): VariableDeclarator[] {
  return body.flatMap((statement) => {
    const declared = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement;
    return declared?.type === "VariableDeclaration" ? declared.declarations : [];
  });
}

function isPlainTable(init: VariableDeclarator["init"]): boolean {
  if (init === null) return false;
  if (init.type === "ObjectExpression") return init.properties.length > 0;
  return (
    init.type === "CallExpression" &&
    init.callee.type === "MemberExpression" &&
    init.callee.object.type === "Identifier" &&
    init.callee.object.name === "Object" &&
    init.callee.property.type === "Identifier" &&
    init.callee.property.name === "fromEntries"
  );
}
