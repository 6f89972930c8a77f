import type { LoaderName } from '../../core/loader-name.ts'
import type { Loader } from '../loader.ts'
import { bunLoader } from './bun.ts'
import { djangoEnvironLoader } from './django-environ.ts'
import { dockerLoader } from './docker.ts'
import { dotenvLoader } from './dotenv.ts'
import { dotenvExpandLoader } from './dotenv-expand.ts'
import { dotenvxLoader } from './dotenvx.ts'
import { nextLoader } from './next.ts'
import { nodeLoader } from './node.ts'
import { phpdotenvLoader } from './phpdotenv.ts'
import { pythonDecoupleLoader } from './python-decouple.ts'
import { pythonDotenvLoader } from './python-dotenv.ts'
import { shLoader } from './sh.ts'

/** Every loader by its name. */
export const loaders: Readonly<Record<LoaderName, Loader>> = {
  dotenv: dotenvLoader,
  'dotenv-expand': dotenvExpandLoader,
  next: nextLoader,
  node: nodeLoader,
  dotenvx: dotenvxLoader,
  bun: bunLoader,
  'python-dotenv': pythonDotenvLoader,
  'django-environ': djangoEnvironLoader,
  'python-decouple': pythonDecoupleLoader,
  phpdotenv: phpdotenvLoader,
  docker: dockerLoader,
  sh: shLoader,
}
