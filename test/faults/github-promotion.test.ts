// GitHub fails at each single call of a promotion.
import { describeFaults } from './every-call.ts';
import { PROMOTION } from './walks.ts';

describeFaults(PROMOTION);
