// Accounts change their login and go; their number stays, and an app that was let in may be shut out.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { CodeHost } from '../../src/ports/code-host.ts';
import type { Sandbox } from '../../src/sandbox/sandbox.ts';
import { hostOnSandbox, SHOP } from '../adapters/github/host.ts';

let sandbox: Sandbox;
let host: CodeHost;
beforeEach(async () => {
  ({ sandbox, host } = await hostOnSandbox());
});
afterEach(() => sandbox.close());

const ADA = 1001;

test('an account that is renamed keeps its number and its role, and its login is free', async () => {
  expect(await host.personById(SHOP, ADA)).toEqual({ id: ADA, login: 'ada', machine: false });
  sandbox.renameAccount('ada', 'ada-l');
  sandbox.renameAccount('zoe', 'ada');
  expect(await host.personById(SHOP, ADA)).toEqual({ id: ADA, login: 'ada-l', machine: false });
  expect(await host.roleOf(SHOP, 'ada-l')).toBe('write');
  expect(await host.roleOf(SHOP, 'ada')).toBe('none');
  expect(() => sandbox.renameAccount('bob', 'ada')).toThrow('ada is taken');
});

test('a deleted account is nobody, and nobody has its login', async () => {
  sandbox.deleteAccount('ada');
  expect(await host.personById(SHOP, ADA)).toBeNull();
  expect(await host.roleOf(SHOP, 'ada')).toBe('none');
});

test('a number that never was an account is nobody, and a program is told as one', async () => {
  expect(await host.personById(SHOP, 5)).toBeNull();
  expect(await host.personById(SHOP, 2002)).toMatchObject({ login: 'ci[bot]', machine: true });
});
