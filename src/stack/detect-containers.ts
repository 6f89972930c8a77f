import type { LoaderName } from '../core/loader-name.ts'
import type { Detected, FrameworkName } from '../core/stack.ts'
import { findName, type ProjectFacts } from './facts.ts'

export interface ContainerEvidence {
  readonly frameworks: readonly Detected<FrameworkName>[]
  /** An image without Compose is started with `docker run`, and that most likely with `--env-file`. */
  readonly likelyLoader: Detected<LoaderName> | undefined
}

function stemOf(name: string): string {
  return name.split('.', 1)[0] ?? ''
}

function isImage(name: string): boolean {
  const stem = stemOf(name)
  // `Dockerfile.dockerignore` belongs to an image, and is none.
  return (
    (stem === 'dockerfile' || stem === 'containerfile' || name.endsWith('.dockerfile')) &&
    !name.endsWith('.dockerignore')
  )
}

function isCompose(name: string): boolean {
  const stem = stemOf(name)
  return (stem === 'compose' || stem === 'docker-compose') && (name.endsWith('.yml') || name.endsWith('.yaml'))
}

/** Compose reads `env_file` by rules of its own, so that a compose file speaks against `docker run --env-file`. */
export function detectContainers({ files }: ProjectFacts): ContainerEvidence {
  const image = findName(files, isImage)
  const compose = findName(files, isCompose)
  const processes = findName(files, (name) => stemOf(name) === 'procfile')
  const frameworks: Detected<FrameworkName>[] = []
  if (image !== undefined) frameworks.push({ name: 'Docker', file: image, because: 'builds an image' })
  if (compose !== undefined) frameworks.push({ name: 'Compose', file: compose, because: 'describes the containers' })
  if (processes !== undefined) frameworks.push({ name: 'Procfile', file: processes, because: 'lists the processes' })
  return {
    frameworks,
    likelyLoader:
      image === undefined || compose !== undefined
        ? undefined
        : { name: 'docker', file: image, because: 'builds an image; `docker run --env-file` reads it' },
  }
}
