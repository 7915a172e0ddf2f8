/**
 * A table that is read by names from outside (a request's text, a file, a model's answer). It inherits nothing, so that `constructor`,
 * `toString` or `__proto__` are as unknown to it as any other word that it does not list.
 */
export function dictionary<Value>(entries: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  return Object.freeze(Object.assign(Object.create(null) as Record<string, Value>, entries));
}
