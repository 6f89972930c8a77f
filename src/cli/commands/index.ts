import type { CommandDefinition } from '../command.ts'
import { checkEnv } from './check-env.ts'
import { config } from './config.ts'
import { demo } from './demo.ts'
import { diagnose } from './diagnose.ts'
import { events } from './events.ts'
import { explain } from './explain.ts'
import { list } from './list.ts'
import { listen } from './listen.ts'
import { probe } from './probe.ts'
import { query } from './query.ts'
import { reconcile } from './reconcile.ts'
import { registerUrls } from './register-urls.ts'
import { replay } from './replay.ts'
import { sandbox } from './sandbox.ts'
import { simulate } from './simulate.ts'
import { status } from './status.ts'
import { tunnel } from './tunnel.ts'
import { verify } from './verify.ts'

/** All commands in the order of the help text; the first is the one that runs without a name. */
export const commands: readonly CommandDefinition[] = [
  diagnose,
  checkEnv,
  tunnel,
  probe,
  simulate,
  status,
  query,
  reconcile,
  verify,
  registerUrls,
  listen,
  events,
  replay,
  sandbox,
  demo,
  explain,
  list,
  config,
]
