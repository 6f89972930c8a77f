import { type LoaderName, loaderNames } from '../core/loader-name.ts'
import { nearestName } from '../core/nearest-name.ts'

/** What people call the loader that comes with a framework, a library or an option. */
const otherNames: Readonly<Record<string, readonly LoaderName[]>> = {
  laravel: ['phpdotenv'],
  php: ['phpdotenv'],
  vlucas: ['phpdotenv'],
  flask: ['python-dotenv'],
  fastapi: ['python-dotenv'],
  uvicorn: ['python-dotenv'],
  python: ['python-dotenv', 'django-environ', 'python-decouple'],
  django: ['django-environ', 'python-decouple'],
  environ: ['django-environ'],
  express: ['dotenv'],
  nest: ['dotenv'],
  nestjs: ['dotenv'],
  nodejs: ['node', 'dotenv'],
  vite: ['dotenv-expand'],
  nextjs: ['next'],
  'env-file': ['node', 'docker'],
  podman: ['docker'],
  bash: ['sh'],
  dash: ['sh'],
  zsh: ['sh'],
  shell: ['sh'],
  source: ['sh'],
}

/** The loaders that a name may mean which is none: what a framework uses, else the nearest by its spelling. */
export function suggestLoaders(typed: string, choices: readonly string[] = loaderNames): readonly string[] {
  const word = typed.toLowerCase().replace(/^-+/, '')
  const direct = otherNames[word]
  if (direct !== undefined) return direct
  const near = nearestName(word, choices)
  if (near !== undefined) return [near]
  const known = Object.keys(otherNames)
  const other = nearestName(word, known)
  if (other !== undefined) return otherNames[other] ?? []
  // `decouple`, `pyton`: one part of the name is what people remember.
  const part = nearestName(word, new Set(choices.flatMap((name) => name.split('-'))))
  return part === undefined ? [] : choices.filter((name) => name.split('-').includes(part))
}
