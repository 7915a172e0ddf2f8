/** Lowers the counts of `test/style/allowances.tsv` to what is found today. It never raises one: text that is new has to follow docs/style.md. */
import { findingsOf, proseFiles, readAllowances, shrinkAllowances } from "../test/style/repository.ts";

shrinkAllowances(findingsOf(proseFiles()), readAllowances());
