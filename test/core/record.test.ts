/** The record: what a decision leaves, replaying it, and the chain that shows every change. */
import { generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { expect, test } from 'vitest';
import { decide } from '../../src/core/decide.ts';
import { canonicalJson, digestOf } from '../../src/core/digest.ts';
import { gates } from '../../src/core/gates/registry.ts';
import { type KeyRing, type SuccessiveKey, trustFrom } from '../../src/core/key-trust.ts';
import {
  type ChainEntry,
  decisionRecord,
  decodeDecision,
  GENESIS,
  headText,
  linkHash,
} from '../../src/core/record.ts';
import { replay } from '../../src/core/replay.ts';
import { successionText } from '../../src/core/succession.ts';
import {
  type ChainProblem,
  type ChainStart,
  startChainCheck,
} from '../../src/core/verify-chain.ts';
import { facts, gateSetting, loaded, NOON, policy, promotion, rule } from './samples.ts';

const effective = policy({
  gates: [gateSetting('predecessor'), gateSetting('approvals')],
  approvals: {
    rules: [rule('platform', { teams: ['platform'] })],
    distinctPeople: null,
    via: null,
    afterRequest: false,
  },
});
const decision = decide(effective, promotion({ kind: 'pending' }), facts(), NOON);
const body = decisionRecord({
  decision,
  promotion: promotion({ kind: 'pending' }),
  policy: effective,
  facts: facts(),
  digests: { facts: digestOf(facts()), policy: digestOf(effective) },
  engineVersion: '1.2.3',
});

test('a record keeps the request, the policy, the verdicts and what they rest on', () => {
  expect(body).toMatchObject({
    outcome: 'pending',
    at: NOON,
    engineVersion: '1.2.3',
    determinismHash: decision.determinismHash,
    request: {
      id: 'P1',
      environment: 'production',
      requesters: [{ person: { id: 1 }, via: 'comment' }],
    },
    policy: { digest: effective.digest, evidence: digestOf(effective) },
    facts: { evidence: digestOf(facts()) },
  });
  expect(body.verdicts.map(({ gate, version }) => [gate, version])).toEqual([
    ['predecessor', gates.predecessor.version],
    ['approvals', gates.approvals.version],
    ['separation-of-duties', gates['separation-of-duties'].version],
  ]);
  expect(body.request).not.toHaveProperty('state');
});

test('a record is read back from its text, and nothing else is', () => {
  expect(decodeDecision(canonicalJson(body))).toEqual(body);
  expect(() => decodeDecision('{}')).toThrow();
  expect(() => decodeDecision('no JSON')).toThrow();
});

test('the stored inputs decided again give the same', () => {
  const stored = decodeDecision(canonicalJson(body));
  const inputs = JSON.parse(canonicalJson({ effective, facts: facts() })) as {
    effective: typeof effective;
    facts: ReturnType<typeof facts>;
  };
  const again = decide(inputs.effective, stored.request, inputs.facts, stored.at);
  expect(replay(stored, again)).toEqual({ kind: 'same', hash: decision.determinismHash });
});

test('a different answer says which gates have another version', () => {
  const older = {
    ...body,
    determinismHash: GENESIS,
    verdicts: body.verdicts.map((verdict) =>
      verdict.gate === 'predecessor' ? { ...verdict, version: 0 } : verdict,
    ),
  };
  expect(replay(older, decision)).toEqual({
    kind: 'differs',
    recorded: GENESIS,
    now: decision.determinismHash,
    versions: [{ gate: 'predecessor', recorded: 0, now: gates.predecessor.version }],
    verdicts: [],
  });
});

test('a different answer under the same versions says which verdicts differ', () => {
  const other = decide(
    effective,
    promotion({ kind: 'pending' }),
    facts({ history: loaded([]) }),
    NOON,
  );
  expect(replay(body, other)).toMatchObject({
    kind: 'differs',
    versions: [],
    verdicts: ['predecessor'],
  });
  const fewer = { ...body, determinismHash: GENESIS, verdicts: body.verdicts.slice(1) };
  expect(replay(fewer, decision)).toMatchObject({
    versions: [{ gate: 'predecessor', recorded: null, now: gates.predecessor.version }],
  });
});

const CHAIN = 'repository:7';

interface Pair {
  readonly id: string;
  readonly pem: string;
  readonly privateKey: KeyObject;
}
const newKey = (id: string): Pair => {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return { id, pem: publicKey.export({ type: 'spki', format: 'pem' }).toString(), privateKey };
};
const [first, second, stranger] = [newKey('k1'), newKey('k2'), newKey('k3')];
const signed = (by: Pair, text: string): string =>
  sign(null, Buffer.from(text), by.privateKey).toString('base64');

const links = (count: number): readonly ChainEntry[] => {
  const all: ChainEntry[] = [];
  for (let seq = 1; seq <= count; seq += 1) {
    const previous = all.at(-1)?.hash ?? GENESIS;
    const entry = {
      chain: CHAIN,
      seq,
      at: NOON + seq,
      kind: 'decision',
      promotionId: 'P1',
      environment: 'production',
      personId: 1,
      body: `{"n":${seq}}`,
      previous,
    };
    all.push({ ...entry, hash: linkHash(entry) });
  }
  return all;
};
const headAt = (entry: ChainEntry | undefined, by: Pair) => {
  const head = { chain: CHAIN, seq: entry?.seq ?? 0, hash: entry?.hash ?? GENESIS, keyId: by.id };
  return { ...head, signature: signed(by, headText(head)) };
};
const successionOf = ({ id, pem }: Pair, by: Pair): string =>
  successionText({ keyId: id, publicKey: pem, replaces: by.id });
const keys: readonly SuccessiveKey[] = [
  {
    id: 'k2',
    publicKey: second.pem,
    signedBy: { keyId: 'k1', signature: signed(first, successionOf(second, first)) },
  },
  { id: 'k1', publicKey: first.pem, signedBy: null },
  {
    id: 'k3',
    publicKey: stranger.pem,
    signedBy: { keyId: 'k1', signature: signed(stranger, successionOf(stranger, first)) },
  },
];
const ring: KeyRing = {
  verify: (pem, text, signature) =>
    verify(null, Buffer.from(text), pem, Buffer.from(signature, 'base64')),
  idOf: (pem) => [first, second, stranger].find((each) => each.pem === pem)?.id ?? null,
};
const trusting = (key: Pair, listed = keys) =>
  trustFrom([{ id: key.id, publicKey: key.pem }], listed, ring);

interface ChainInput extends ChainStart {
  readonly entries: readonly ChainEntry[];
}
const problemsOf = ({ entries, ...start }: ChainInput): readonly ChainProblem[] => {
  const check = startChainCheck(start);
  return [...entries.flatMap((entry) => check.add(entry)), ...check.end()];
};
const five = links(5);
const whole: ChainInput = {
  chain: CHAIN,
  entries: five,
  heads: [headAt(five[4], second)],
  trust: trusting(first),
  verify: ring.verify,
};
const changed = (index: number, over: Partial<ChainEntry>): readonly ChainEntry[] =>
  five.map((entry, at) => (at === index ? { ...entry, ...over } : entry));

test.each<readonly [string, Partial<ChainInput>, readonly unknown[]]>([
  ['whole, through the successor of the trusted key', {}, []],
  ['an empty chain', { entries: [], heads: [] }, []],
  [
    'a sealed beginning was removed',
    { entries: five.slice(2), after: { seq: 2, hash: five[1]?.hash ?? GENESIS } },
    [],
  ],
  [
    'an older head beside the newest',
    { heads: [headAt(five[1], first), headAt(five[4], second)] },
    [],
  ],
  [
    'heads of other chains',
    { heads: [headAt(five[4], second), { ...headAt(five[0], stranger), chain: 'repository:8' }] },
    [],
  ],
  [
    'a body was changed',
    { entries: changed(2, { body: '{"n":9}' }) },
    [{ code: 'changed_entry', seq: 3 }],
  ],
  [
    'an instant was changed',
    { entries: changed(0, { at: NOON }) },
    [{ code: 'changed_entry', seq: 1 }],
  ],
  [
    'an entry was taken out',
    { entries: five.filter(({ seq }) => seq !== 3) },
    [
      { code: 'gap', expected: 3, found: 4 },
      { code: 'broken_link', seq: 4 },
    ],
  ],
  [
    'the beginning was taken out',
    { entries: five.slice(1) },
    [
      { code: 'gap', expected: 1, found: 2 },
      { code: 'broken_link', seq: 2 },
    ],
  ],
  ['the end was cut off', { entries: five.slice(0, 4) }, [{ code: 'cut_off', head: 5, last: 4 }]],
  ['everything was cut off', { entries: [] }, [{ code: 'cut_off', head: 5, last: 0 }]],
  [
    'written after the head',
    { heads: [headAt(five[2], second)] },
    [{ code: 'unsigned_end', head: 3, last: 5 }],
  ],
  ['no head at all', { heads: [] }, [{ code: 'no_head' }]],
  [
    'an entry of another chain',
    { entries: changed(4, { chain: 'repository:8' }) },
    [
      { code: 'other_chain', seq: 5, chain: 'repository:8' },
      { code: 'changed_entry', seq: 5 },
    ],
  ],
  [
    'a head over another hash',
    { heads: [headAt({ ...(five[4] ?? (links(1)[0] as ChainEntry)), hash: GENESIS }, second)] },
    [{ code: 'head_mismatch', seq: 5 }],
  ],
  [
    'signed by a key that nobody vouches for',
    { heads: [headAt(five[4], stranger)] },
    [{ code: 'untrusted_key', keyId: 'k3', why: 'broken' }],
  ],
  [
    'signed by an older key than the trusted one',
    { heads: [headAt(five[4], first)], trust: trusting(second) },
    [{ code: 'untrusted_key', keyId: 'k1', why: 'older' }],
  ],
  [
    'a signature for another count',
    { heads: [{ ...headAt(five[3], second), seq: 5, hash: five[4]?.hash ?? GENESIS }] },
    [{ code: 'bad_signature', seq: 5, keyId: 'k2' }],
  ],
])('%s', (_, over, problems) => {
  expect(problemsOf({ ...whole, ...over })).toEqual(problems);
});

test('a chain rewritten under other keys is not taken for ours', () => {
  const forged = links(3).map((entry) => ({ ...entry }));
  const own = [{ id: 'k3', publicKey: stranger.pem, signedBy: null }];
  const heads = [headAt(forged[2], stranger)];
  const trust = trusting(first, own);
  expect(problemsOf({ ...whole, entries: forged, heads, trust })).toEqual([
    { code: 'untrusted_key', keyId: 'k3', why: 'stranger' },
  ]);
});
