/** Lowers the counts of `test/style/allowances.tsv` to what is found today. It never raises one: text that is new has to follow docs/style.md. */
import { join } from "node:path";
import { readSources } from "../test/sources.ts";
import { findingsOf, proseFiles, readAllowances, shrinkAllowances } from "../test/style/repository.ts";

const sources = readSources(join(import.meta.dirname, ".."));
shrinkAllowances(findingsOf(proseFiles(sources)), readAllowances());
