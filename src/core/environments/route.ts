/** Environments as a route: which comes before which, and which one a person means. */
import { closest } from '../names.ts';
import type { EnvironmentPolicy, Policy } from '../policy.ts';
import type { Refusal } from '../reasons.ts';
import { no, ok, type Result } from '../result.ts';

/**
 * The environment of that name or alias, whatever its case; a name goes before an alias. The problem
 * offers the nearest environment, also where an alias of it is what was nearly typed.
 */
export const resolveEnvironment = (
  policy: Policy,
  asked: string,
): Result<EnvironmentPolicy, Refusal> => {
  const wanted = asked.toLowerCase();
  const isWanted = (name: string): boolean => name.toLowerCase() === wanted;
  const { environments } = policy;
  const found =
    environments.find((each) => isWanted(each.name)) ??
    environments.find((each) => each.aliases.some(isWanted));
  if (found !== undefined) return ok(found);
  const near = closest(
    asked,
    environments.flatMap((each) => [each.name, ...each.aliases]),
  );
  const meant = environments.find(
    (each) => each.name === near || each.aliases.some((a) => a === near),
  );
  return no({
    code: 'unknown_environment',
    asked,
    didYouMean: meant?.name ?? null,
    known: environments.map((each) => each.name),
  });
};

export interface Node {
  readonly name: string;
  readonly after: readonly string[];
}

/** A cycle as the names along it, the first one again at the end; null where there is none. */
export const findCycle = (nodes: readonly Node[]): readonly string[] | null => {
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const done = new Set<string>();
  const walk = (name: string, path: readonly string[]): readonly string[] | null => {
    const from = path.indexOf(name);
    if (from >= 0) return [...path.slice(from), name];
    if (done.has(name)) return null;
    for (const before of byName.get(name)?.after ?? []) {
      const cycle = walk(before, [...path, name]);
      if (cycle !== null) return cycle;
    }
    done.add(name);
    return null;
  };
  for (const node of nodes) {
    const cycle = walk(node.name, []);
    if (cycle !== null) return cycle;
  }
  return null;
};
