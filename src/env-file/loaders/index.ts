import type { LoaderName } from '../../core/loader-name.ts'
import type { Loader } from '../loader.ts'
import { dotenvLoader } from './dotenv.ts'

/** Every loader by its name. */
export const loaders: Partial<Record<LoaderName, Loader>> = {
  dotenv: dotenvLoader,
}
