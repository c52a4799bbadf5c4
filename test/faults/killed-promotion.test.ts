// The process is killed at each single step of a promotion.
import { describeKills } from './every-step.ts';
import { PROMOTION } from './walks.ts';

describeKills(PROMOTION, ['asking for it', 'its success']);
