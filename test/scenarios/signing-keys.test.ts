/**
 * A record whose signing key changes twice while the app is used: who verifies it with the first key
 * or with the newest finds it whole, and every change of its keys shows. Ids of keys read as A, B, C.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { auditVerify } from '../../src/adapters/cli/verbs/audit-verify.ts';
import { newId } from '../../src/adapters/clock.ts';
import { createSigner, generateSigningKey, keyRing } from '../../src/adapters/signer.ts';
import { compose, type Lockkeeper } from '../../src/compose.ts';
import { readSettings } from '../../src/config/settings.ts';
import type { ChainEntry, ChainHead } from '../../src/core/record.ts';
import { KEY_REPLACED } from '../../src/core/succession.ts';
import { DEMO_POLICY } from '../../src/demo/policy.ts';
import type { SigningKey } from '../../src/ports/record.ts';
import type { Signer } from '../../src/ports/signer.ts';
import { createSandbox, type Sandbox } from '../../src/sandbox/sandbox.ts';
import { exportLines } from '../../src/services/audit/audit-export.ts';
import { allOf } from '../services/audit/written-record.ts';

interface Header {
  readonly keys: readonly SigningKey[];
  readonly heads: readonly ChainHead[];
}

const NAMES = ['A', 'B', 'C', 'D', 'S'] as const;
type Name = (typeof NAMES)[number];
const pems = new Map<Name, string>(NAMES.map((name) => [name, generateSigningKey()]));
const pemOf = (name: Name): string => pems.get(name) ?? '';
const key = (name: Name): Signer => createSigner(pemOf(name));
/** Texts as people would read them if keys had names. */
const named = (text: string): string =>
  NAMES.reduce((said, name) => said.replaceAll(key(name).keyId, name), text).replace(
    /sha256:[0-9a-f]{64}/g,
    'sha256:…',
  );

let folder: string;
let sandbox: Sandbox;
let at = 1_795_262_400_000;
const clock = {
  now: () => at,
  newId: () => newId(at),
  sleep: () => new Promise<void>(() => undefined),
};
const log = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};
const SECRET = 'a secret that is long enough';

const open = (signingKey: string, env: Readonly<Record<string, string>> = {}) => {
  const settings = readSettings({
    APP_ID: String(sandbox.app.id),
    PRIVATE_KEY: sandbox.app.privateKey,
    WEBHOOK_SECRET: SECRET,
    GITHUB_API_URL: sandbox.url,
    DATABASE_URL: `file:${join(folder, 'lockkeeper.db')}`,
    PORT: '0',
    ...env,
  });
  if (!settings.ok || settings.value.mode !== 'serve') throw new Error('wrong settings');
  return compose({ settings: settings.value, signingKey, log, clock });
};

const quiet = async (app: Lockkeeper): Promise<void> => {
  for (let before = -1; before !== sandbox.deliveries.length; ) {
    before = sandbox.deliveries.length;
    await sandbox.settled();
    await app.worker.idle();
    await sandbox.settled();
  }
  at += 2_000;
};

const promote = async (app: Lockkeeper, branch: string): Promise<void> => {
  const ada = sandbox.as('ada');
  const files = { [`${branch}.txt`]: 'new\n' };
  const pull = await ada.openPull({ title: branch, branch, files });
  await ada.setCheck(pull.headSha, 'build', 'success');
  await ada.setCheck(pull.headSha, 'test', 'success');
  await quiet(app);
  await ada.comment(pull.number, '/promote staging');
  await quiet(app);
  const deployment = sandbox.read.deployments().at(-1);
  await sandbox.as('github-actions[bot]').deploymentStatus(deployment?.id ?? 0, 'success');
  await quiet(app);
};

/** Starts with this key, promotes, stops; the record as it is then. */
const use = async (
  name: Name,
  env: Readonly<Record<string, string>> = {},
): Promise<readonly string[]> => {
  const app = await open(pemOf(name), env);
  try {
    const url = await app.start();
    sandbox.connectApp({ url: `${url}/api/github/webhooks`, secret: SECRET });
    await promote(app, `with-${name}`);
    return await allOf(exportLines(app.store));
  } finally {
    await app.stop();
  }
};

const refusal = async (name: Name, env: Readonly<Record<string, string>> = {}): Promise<string> => {
  const app = await open(pemOf(name), env);
  try {
    return await app.start().then(
      () => 'it started',
      (fault: unknown) => named(fault instanceof Error ? fault.message : String(fault)),
    );
  } finally {
    await app.stop();
  }
};

const verify = async (lines: readonly string[], ...trusted: readonly Name[]): Promise<string> => {
  const file = join(folder, 'audit.jsonl');
  await writeFile(file, `${lines.join('\n')}\n`);
  const publicKey: string[] = [];
  for (const name of trusted) {
    const path = join(folder, `${name}.pub.pem`);
    await writeFile(path, key(name).publicKeyPem);
    publicKey.push(path);
  }
  let said = '';
  const tell = (text: string): void => {
    said += text;
  };
  const io = { stdout: tell, stderr: tell };
  const code = await auditVerify(io, file, { publicKey, output: 'table' }, keyRing);
  return `${named(said)}(exit ${code})`;
};

const withKeys = (
  [header = '{}', ...rest]: readonly string[],
  change: (keys: readonly SigningKey[]) => readonly SigningKey[],
): readonly string[] => {
  const read = JSON.parse(header) as Header;
  return [JSON.stringify({ ...read, keys: change(read.keys) }), ...rest];
};
const without = (lines: readonly string[], ...names: readonly Name[]): readonly string[] => {
  const ids = names.map((name) => key(name).keyId);
  return withKeys(lines, (keys) => keys.filter((each) => !ids.includes(each.id)));
};

let signedByA: readonly string[];
let signedByB: readonly string[];
let record: readonly string[];
let afterLoss: readonly string[];
const refused: Record<string, string> = {};
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lockkeeper-keys-'));
  sandbox = await createSandbox({
    port: 0,
    clock,
    files: { '.github/lockkeeper.yml': DEMO_POLICY, 'README.md': '# Shop\n' },
  });
  signedByA = await use('A');
  refused.unsigned = await refusal('B');
  refused.other = await refusal('B', { SIGNING_KEY_PREVIOUS: pemOf('S') });
  signedByB = await use('B', { SIGNING_KEY_PREVIOUS: pemOf('A') });
  record = await use('C', { SIGNING_KEY_PREVIOUS: pemOf('B') });
  refused.retired = await refusal('A', { SIGNING_KEY_PREVIOUS: pemOf('C') });
  refused.otherLost = await refusal('D', { SIGNING_KEY_LOST: key('A').keyId });
  afterLoss = await use('D', { SIGNING_KEY_LOST: key('C').keyId });
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true, force: true });
});

describe('the app', () => {
  it('tells each change of the key once in the chain, and goes on', () => {
    const entries = afterLoss.flatMap((line) => {
      const { entry } = JSON.parse(line) as { readonly entry?: ChainEntry };
      return entry?.kind === KEY_REPLACED ? [named(entry.body)] : [];
    });
    expect(entries).toEqual([
      '{"from":"A","signedBy":"A","to":"B"}',
      '{"from":"B","signedBy":"B","to":"C"}',
      '{"from":"C","signedBy":null,"to":"D"}',
    ]);
  });

  it('does not start with a key that the one before did not sign, and says what helps', () => {
    expect(refused.unsigned).toMatchInlineSnapshot(`
      "The record is signed by key A, and the signing key is B, which A has not signed. Nothing was changed. What helps:
      - You did not mean to replace it: set SIGNING_KEY or SIGNING_KEY_PATH to key A.
      - You did: start once with the private key A in SIGNING_KEY_PREVIOUS or SIGNING_KEY_PREVIOUS_PATH; it signs the new one.
      - Key A is lost: start once with SIGNING_KEY_LOST=A. The record then shows for ever that no key signed B, and who verifies it must get its public key from you."
    `);
    expect(refused.other).toContain('SIGNING_KEY_PREVIOUS is key S, another one.');
    expect(refused.otherLost).toContain('SIGNING_KEY_LOST names A, another one.');
  });

  it('does not start with a key that was replaced', () => {
    expect(refused.retired).toMatchInlineSnapshot(
      `"The signing key is A, which key C replaced. A key that was replaced does not sign again, as copies of it may be in other hands. Nothing was changed. Start with key C in SIGNING_KEY or SIGNING_KEY_PATH; or with a new key, and C in SIGNING_KEY_PREVIOUS or, if that is lost, SIGNING_KEY_LOST=C."`,
    );
  });
});

describe('audit verify', () => {
  it('finds it whole with the first key alone', async () => {
    expect(await verify(record, 'A')).toMatchInlineSnapshot(`
      "The record is whole: 20 entries in 1 chain, signed by a key you trust.
        repository:600 ends with entry 20 of 2026-11-21 12:00 UTC, sha256:…
      Signed by key C, which you trust through A → B → C, each signed by the one before.
      What A, B signed before is covered: each entry links to the next, up to the signed end.
      Whether there are other chains, or newer entries, this file alone cannot show; --expect compares it with an entry that a check run or /why names.
      (exit 0)"
    `);
  });

  it('finds it whole with the newest key alone', async () => {
    expect(await verify(record, 'C')).toMatchInlineSnapshot(`
      "The record is whole: 20 entries in 1 chain, signed by a key you trust.
        repository:600 ends with entry 20 of 2026-11-21 12:00 UTC, sha256:…
      Signed by key C, which you trust.
      What A, B signed before is covered: each entry links to the next, up to the signed end.
      Whether there are other chains, or newer entries, this file alone cannot show; --expect compares it with an entry that a check run or /why names.
      (exit 0)"
    `);
  });

  it('finds it whole with the one between, and with several', async () => {
    expect(await verify(record, 'B')).toContain('which you trust through B → C,');
    expect(await verify(record, 'S', 'A')).toContain('which you trust through A → B → C,');
  });

  it('tells what a stranger can do', async () => {
    expect(await verify(record, 'S')).toMatchInlineSnapshot(`
      "repository:600: it was signed by key C, which is not a key you trust and does not follow from one.
      The record agrees with itself, but nothing shows whose it is: 1 problem.
      No key of this record is one you trust (S). If the operator gave you that key, this is not their record, or it was exported before they had the key: then export again. If you are not sure that it is theirs, ask the operator for the public key C, by another way than this file, and verify with that.
      (exit 1)"
    `);
  });

  it('sees a signature over a key that was changed, whoever is trusted', async () => {
    const changed = withKeys(record, (keys) =>
      keys.map((each) =>
        each.id === key('B').keyId
          ? { ...each, signedBy: { keyId: key('A').keyId, signature: key('S').sign('x') } }
          : each,
      ),
    );
    expect(await verify(changed, 'A')).toMatchInlineSnapshot(`
      "keys: key A did not sign key B as it is here.
      repository:600: it was signed by key C, which is not a key you trust and does not follow from one.
      The list of keys is not what was written, and nothing shows whose the record is: 2 problems.
      Export again; if it stays so, keep this file and find out who could write to the database.
      No unbroken line of signatures leads from a key you trust (A) to C: the keys at fault are named above. If a new export has the same fault, ask the operator for the public key C, by another way than this file, and verify with that.
      (exit 1)"
    `);
    expect(await verify(changed, 'C')).toMatchInlineSnapshot(`
      "keys: key A did not sign key B as it is here.
      The entries are what was written and signed; the list of keys is not: 1 problem.
      Export again; if it stays so, keep this file and find out who could write to the database.
      (exit 1)"
    `);
  });

  it('takes no key that somebody signed with a key of their own under a trusted name', async () => {
    const forged = withKeys(record, (keys) =>
      keys.map((each) =>
        each.id === key('A').keyId ? { ...each, publicKey: key('S').publicKeyPem } : each,
      ),
    );
    expect(await verify(forged, 'S')).toMatch(/what is here as key A is another key.*exit 1/s);
    expect(await verify(forged, 'A')).toMatch(/what is here as key A is another key.*exit 1/s);
  });

  it('does not mind the order of the keys', async () => {
    const turned = withKeys(record, (keys) => keys.toReversed());
    for (const name of ['A', 'C'] as const) {
      expect(await verify(turned, name)).toBe(await verify(record, name));
    }
  });

  it('sees keys that were taken out, unless the reader holds them', async () => {
    expect(await verify(without(record, 'B'), 'A')).toMatchInlineSnapshot(`
      "keys: key B belongs to this record, and is not here.
      repository:600: it was signed by key C, which is not a key you trust and does not follow from one.
      The list of keys is not what was written, and nothing shows whose the record is: 2 problems.
      Export again; if it stays so, keep this file and find out who could write to the database.
      No unbroken line of signatures leads from a key you trust (A) to C: the keys at fault are named above. If a new export has the same fault, ask the operator for the public key C, by another way than this file, and verify with that.
      (exit 1)"
    `);
    expect(await verify(without(record, 'B'), 'C')).toMatchInlineSnapshot(`
      "keys: key B belongs to this record, and is not here.
      The entries are what was written and signed; the list of keys is not: 1 problem.
      Export again; if it stays so, keep this file and find out who could write to the database.
      (exit 1)"
    `);
    expect(await verify(without(record, 'C'), 'A')).toMatch(/not among the keys here.*exit 1/s);
    expect(await verify(without(record, 'A'), 'A')).toContain('exit 0');
    expect(await verify(without(record, 'A', 'B', 'C'), 'C')).toMatchInlineSnapshot(`
      "keys: key A belongs to this record, and is not here.
      keys: key B belongs to this record, and is not here.
      The entries are what was written and signed; the list of keys is not: 2 problems.
      Export again; if it stays so, keep this file and find out who could write to the database.
      (exit 1)"
    `);
  });

  it('does not take an older copy for the newest, and says which it is', async () => {
    expect(await verify(signedByB, 'A')).toContain(
      'Signed by key B, which you trust through A → B',
    );
    expect(await verify(signedByA, 'C')).toMatch(/No key of this record is one you trust \(C\)/);
    const old = withKeys(signedByA, () => (JSON.parse(record[0] ?? '') as Header).keys);
    expect(await verify(old, 'C')).toMatchInlineSnapshot(`
      "repository:600: it was signed by key A, which is not a key you trust and does not follow from one.
      The record agrees with itself, but nothing shows whose it is: 1 problem.
      Key A was replaced, and a key you trust (C) came after it; what a replaced key still signs does not count. Either the export was made while the key changed, or an instance still runs with it: start that one with the new key, and export again. If neither is so, somebody has a copy of it.
      (exit 1)"
    `);
  });

  it('says for ever that a key was lost, and wants the one after it to be trusted', async () => {
    expect(await verify(afterLoss, 'A')).toMatchInlineSnapshot(`
      "repository:600: it was signed by key D, which is not a key you trust and does not follow from one.
      The record agrees with itself, but nothing shows whose it is: 1 problem.
      No signature leads from a key you trust (A) to D. The record says: key C was lost, and D took its place with entry 21 of repository:600. To know whether it is theirs, ask the operator for the public key D, by another way than this file, and verify with that.
      (exit 1)"
    `);
    expect(await verify(afterLoss, 'D')).toMatchInlineSnapshot(`
      "The record is whole: 27 entries in 1 chain, signed by a key you trust.
        repository:600 ends with entry 27 of 2026-11-21 12:00 UTC, sha256:…
      Signed by key D, which you trust.
      What A, B, C signed before is covered: each entry links to the next, up to the signed end.
      No key signed D, which took the place of C with entry 21 of repository:600: C was lost.
      Whether there are other chains, or newer entries, this file alone cannot show; --expect compares it with an entry that a check run or /why names.
      (exit 0)"
    `);
    expect(await verify(afterLoss, 'A', 'D')).toBe(await verify(afterLoss, 'D'));
  });
});
