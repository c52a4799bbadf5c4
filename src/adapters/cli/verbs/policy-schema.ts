/** `lockkeeper policy schema`: the JSON Schema of policy files, for editors. */
import { policyJsonSchema } from '../../../config/policy/schema.ts';
import type { Io } from '../io.ts';

export const policySchema = async (io: Io): Promise<number> => {
  io.stdout(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`);
  return 0;
};
