// The process is killed at each single step of a rollback.
import { describeKills } from './every-step.ts';
import { ROLLBACK } from './walks.ts';

describeKills(ROLLBACK, ['asking for it', 'its success']);
