import type { Route } from '../world.ts'
import { b2bRoutes } from './b2b.ts'
import { b2bExpress } from './b2b-express.ts'
import { b2cRoutes } from './b2c.ts'
import { billManagerRoutes } from './bill-manager.ts'
import { c2bRoutes } from './c2b.ts'
import { lookupRoutes } from './lookups.ts'
import { oauth } from './oauth.ts'
import { pullRoutes } from './pull.ts'
import { questionRoutes } from './questions.ts'
import { ratiba } from './ratiba.ts'
import { stkPush } from './stk-push.ts'
import { stkQuery } from './stk-query.ts'

/** Every endpoint of the local Daraja. */
export const routes: readonly Route[] = [
  oauth,
  stkPush,
  stkQuery,
  ...c2bRoutes,
  ...b2cRoutes,
  ...b2bRoutes,
  ...questionRoutes,
  ratiba,
  b2bExpress,
  ...billManagerRoutes,
  ...pullRoutes,
  ...lookupRoutes,
]
