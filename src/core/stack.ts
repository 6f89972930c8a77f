import type { LoaderName } from './loader-name.ts'

export type FrameworkName =
  | 'Flask'
  | 'Django'
  | 'FastAPI'
  | 'Laravel'
  | 'Symfony'
  | 'WordPress'
  | 'Express'
  | 'Nest'
  | 'Next'
  | 'Vite'
  | 'Bun'
  | 'Docker'
  | 'Compose'
  | 'Procfile'
  | 'Shell scripts'

/** Something that the project's own files say, and which file says it. */
export interface Detected<Name extends string> {
  readonly name: Name
  /** Path relative to the project. */
  readonly file: string
  /** Completes "`file` …": "requires laravel/framework", "holds `set -a; . ./.env`". */
  readonly because: string
}

/**
 * How the project reads its env file.
 * - `detected`: its own files say so
 * - `named`: the user said so, with `--loader`
 * - `unknown`: nothing says anything; the loaders are those of the usual server frameworks
 */
export type StackSource = 'detected' | 'named' | 'unknown'

export interface ProjectStack {
  readonly source: StackSource
  readonly frameworks: readonly Detected<FrameworkName>[]
  /** The loaders that are warned about. The first is the app's own: its readings are what everything else judges. */
  readonly loaders: readonly Detected<LoaderName>[]
  /** Major version of the Node that the app runs on, as far as the project or this machine tells: `--env-file` changed in 22. */
  readonly nodeMajor: number
  /** The loader that the app's source tells to put the file before what is set already: `override=True` and the like. */
  readonly overridesShell?: Detected<LoaderName>
  /** The settings class that finds a variable whatever the case of its name in the file. */
  readonly ignoresCase?: Detected<LoaderName>
}
