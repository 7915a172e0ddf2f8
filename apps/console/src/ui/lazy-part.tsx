import { lazy, Suspense, type ComponentType } from "react";

/** A component whose code comes when it is first shown; until then its place is kept by the page. */
export function lazyPart<Props extends object>(load: () => Promise<ComponentType<Props>>): ComponentType<Props> {
  const Part = lazy(async () => ({ default: await load() }));
  return function LazyPart(props: Props) {
    return (
      <Suspense fallback={<div className="lazy" aria-busy="true" />}>
        <Part {...props} />
      </Suspense>
    );
  };
}
