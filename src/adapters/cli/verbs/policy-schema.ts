/** `lockkeeper policy schema`: the JSON Schema of policy files, for editors. */
import { policyJsonSchema } from '../../../config/policy/schema.ts';
import type { Io } from '../io.ts';
import { writeOut } from '../write-out.ts';

export const policySchema = async (
  io: Io,
  options: { readonly out?: string | undefined },
): Promise<number> => {
  await writeOut(io, options.out, [JSON.stringify(policyJsonSchema(), null, 2)]);
  return 0;
};
