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
const gateSetting = (gate: keyof typeof gates) =>
  z
    .union([z.boolean(), gateOptions(gate)])
    .optional()
    .describe('This gate; `true` takes its defaults, `false` switches it off.');

const gateOptions = (gate: keyof typeof gates) => {
  const options = gates[gate].options;
  const shape = options instanceof z.ZodObject ? options.shape : {};
  return z.strictObject({ ...shape, on_failure: onFailure });
};

export const gatesShape = Object.fromEntries(
  configurableGates.map((each) => [each, gateSetting(each)]),
);

export const gatesKey = z
  .strictObject(gatesShape)
  .optional()
  .describe('Gates of this environment, by name.');

const floorGate = (gate: keyof typeof gates) =>
  z
    .union([z.literal(true), gateOptions(gate)])
    .optional()
    .describe('`true` asks for this gate, whatever its options; else for these at least.');

/** What an organisation asks for: none can be switched off there. */
export const floorGatesKey = z
  .strictObject(Object.fromEntries(configurableGates.map((each) => [each, floorGate(each)])))
  .optional()
  .meta({
    title: 'gates as below',
    description:
      'Gates that must be there with these options at least; `true` takes any options. A failure must block unless it says otherwise.',
  });

export const floorGates = (text: z.infer<typeof floorGatesKey> = {}): readonly GateSetting[] =>
  Object.entries(text).flatMap(([gate, setting]): readonly GateSetting[] => {
    if (setting === undefined) return [];
    if (setting === true) return [{ gate, options: null, onFailure: 'block' }];
    const { on_failure: onFailure, ...options } = setting as Record<string, unknown>;
    return [{ gate, options, onFailure: onFailure === 'warn' ? 'warn' : 'block' }];
  });

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
