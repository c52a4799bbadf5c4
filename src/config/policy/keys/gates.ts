/** `gates:`. A gate is configured here by being in the registry, and nowhere else. */
import { z } from 'zod';
import { type GateName, gateNames, gates, gatesOfAll } from '../../../core/gates/registry.ts';
import type { GateSetting } from '../../../core/policy.ts';

/** Configured beside `gates:`, because people look for them there. */
const ELSEWHERE = ['approvals', 'freeze', 'separation-of-duties'];
export const configurableGates = gateNames.filter(
  (each) => ![...ELSEWHERE, ...gatesOfAll].includes(each),
);

const onFailure = z
  .enum(['block', 'warn'])
  .optional()
  .describe('What a failure does; block when left out.');

/** `false` switches a gate off, `true` takes its defaults, an object configures it. */
const gateSetting = (gate: keyof typeof gates) => {
  const options = gates[gate].options;
  const shape = options instanceof z.ZodObject ? options.shape : {};
  return z
    .union([z.boolean(), z.strictObject({ ...shape, on_failure: onFailure })])
    .optional()
    .describe('This gate; `true` takes its defaults, `false` switches it off.');
};
export const gatesShape = Object.fromEntries(
  configurableGates.map((each) => [each, gateSetting(each)]),
);

export const gatesKey = z
  .strictObject(gatesShape)
  .optional()
  .describe('Gates of this environment, by name.');

type KnownSetting = GateSetting & { readonly gate: GateName };

/** In the fixed order of evaluation: class, then position in the file, then name. */
export const gateSettings = (
  text: z.infer<typeof gatesKey>,
  environment: { readonly production: boolean; readonly after: readonly string[] },
): readonly KnownSetting[] => {
  const written = text ?? {};
  const position = Object.keys(written);
  const settings = (Object.keys(gates) as GateName[]).flatMap((gate): readonly KnownSetting[] => {
    const setting = written[gate];
    if (setting === false) return [];
    const byDefault = gates[gate].byDefault(environment);
    if (setting === undefined) {
      return byDefault === null ? [] : [{ gate, options: byDefault, onFailure: 'block' }];
    }
    if (setting === true) return [{ gate, options: byDefault ?? {}, onFailure: 'block' }];
    const { on_failure: onFailure, ...options } = setting as Record<string, unknown>;
    return [{ gate, options, onFailure: onFailure === 'warn' ? 'warn' : 'block' }];
  });
  const place = (gate: string): number =>
    position.includes(gate) ? position.indexOf(gate) : position.length;
  return settings.sort(
    (a, b) =>
      gates[a.gate].order - gates[b.gate].order ||
      place(a.gate) - place(b.gate) ||
      (a.gate < b.gate ? -1 : 1),
  );
};
