// Holds the pretended GitHub to what GitHub publishes, and the app to what GitHub takes. Every story
// and every test of the sandbox is watched; here is seen that the watch would bark.
import { schema } from '@octokit/graphql-schema';
import { buildSchema, findBreakingChanges } from 'graphql';
import { describe, expect, test } from 'vitest';
import { SCHEMA } from '../../src/sandbox/graphql/schema.ts';
import type { Exchange } from '../../src/sandbox/rest/server.ts';
import { faultsIn } from './openapi.ts';
import { payloadFaults } from './webhooks.ts';

const DEPLOYMENTS = '/repos/{owner}/{repo}/deployments';
const ask = (change: Partial<Exchange>): Exchange => ({
  method: 'POST',
  route: DEPLOYMENTS,
  path: '/repos/acme/shop/deployments',
  query: {},
  graphql: null,
  status: 422,
  sent: { ref: 'main' },
  answered: { message: 'Conflict', documentation_url: 'https://docs.github.com/rest' },
  ...change,
});

describe('a call that GitHub would not take as it is', () => {
  test('is none where it is as documented', () => {
    expect(faultsIn(ask({}))).toEqual([]);
  });

  test.each<[string, Partial<Exchange>, string]>([
    ['lacks what it needs', { sent: {}, status: 201 }, "sent / must have required property 'ref'"],
    ['is of another type', { sent: { ref: 1 }, status: 201 }, 'sent /ref must be string'],
    [
      'has a key that GitHub passes over',
      { sent: { ref: 'main', automerge: false }, status: 201 },
      'sent /automerge, which GitHub does not know',
    ],
    [
      'asks with an unknown name',
      { method: 'GET', query: { enviroment: 'a' } },
      'knows no ?enviroment',
    ],
    ['asks for no number', { method: 'GET', query: { per_page: 'all' } }, 'takes no ?per_page=all'],
    ['asks where nothing is', { route: '/repos/{owner}/{repo}/deploys' }, 'is not in GitHub'],
  ])('%s', (_name, change, said) => {
    expect(faultsIn(ask(change)).join('\n')).toContain(said);
  });

  test.each<[string, Partial<Exchange>, string]>([
    [
      'an answer that lacks something',
      { status: 201, answered: {} },
      "required property 'creator'",
    ],
    ['a status that is not documented', { status: 204, answered: null }, 'documents no answer 204'],
    ['a refusal without words', { status: 500, answered: null }, 'answered 500 without a message'],
  ])('and so is %s', (_name, change, said) => {
    expect(faultsIn(ask(change)).join('\n')).toContain(said);
  });
});

describe('a payload that GitHub would not send', () => {
  test('is told', () => {
    expect(payloadFaults('push', null, {}).join('\n')).toContain("required property 'ref'");
    expect(payloadFaults('pushed', null, {})).toEqual(['pushed has no published schema']);
  });
});

test('the GraphQL schema of the sandbox is a part of GitHub’s', () => {
  const published = buildSchema(schema.idl, { assumeValidSDL: true });
  const own = buildSchema(SCHEMA);
  const gone = findBreakingChanges(own, published).map(({ description }) => description);
  expect(gone).toEqual([]);
});
