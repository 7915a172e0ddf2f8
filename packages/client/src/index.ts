export type { JobResource } from "@headway/contract";
