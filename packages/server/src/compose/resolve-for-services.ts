import { registerHooks } from "node:module";

const OWN = "@headway-jobs/server/define";
const ZOD = /^zod(?:\/|$)/;

/**
 * From now on modules of own services get this server's copy of what defines services, wherever they are: errors and schemas are then the same ones, and a
 * single file needs no installation. They get its zod where they have none of their own.
 */
export function resolveForServices(): void {
  const parentURL = import.meta.url;
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier === OWN) return nextResolve(specifier, { ...context, parentURL });
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        if (ZOD.test(specifier)) return nextResolve(specifier, { ...context, parentURL });
        throw error;
      }
    },
  });
}
