import { decodeText } from '../bytes.ts'
import { type Loader, readingOf } from '../loader.ts'
import { parseNode20 } from './node-20.ts'
import { parseNode22 } from './node-22.ts'

/**
 * Node's `--env-file`, which reads as `util.parseEnv` does: by one set of rules in Node 20, by another from 22 on. No
 * byte order mark is skipped, no reference expanded; bytes that are no UTF-8 become U+FFFD.
 */
export const nodeLoader: Loader = {
  name: 'node',
  read: (bytes, { nodeMajor }) => readingOf(readNode(decodeText(bytes), nodeMajor)),
}

function readNode(text: string, nodeMajor: number): ReadonlyMap<string, string> {
  const values = new Map(nodeMajor < 22 ? parseNode20(text) : parseNode22(text))
  // Neither reaches the app: no environment takes an empty name, and this one is no property of the object.
  values.delete('')
  values.delete('__proto__')
  return values
}
