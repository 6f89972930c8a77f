import type { ProjectStack } from '../core/stack.ts'

export const unknownStack: ProjectStack = {
  source: 'unknown',
  frameworks: [],
  loaders: [{ name: 'dotenv', file: '', because: '' }],
  nodeMajor: 20,
}
