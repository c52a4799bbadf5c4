// How tests run. Forks rather than threads: native modules and the real PostgreSQL get a process of
// their own, whose exit stops what it started. Two at a time, as a small machine has two cores.
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    globals: false,
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
