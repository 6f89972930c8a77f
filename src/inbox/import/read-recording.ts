import { type ImportedEvents, isObject } from './imported-event.ts'
import { readHar } from './read-har.ts'
import { readLines } from './read-lines.ts'
import { readNgrok } from './read-ngrok.ts'

/** Reads a file that another program has recorded, whatever of the known formats it is. */
export function readRecording(text: string, digest: (text: string) => string): ImportedEvents {
  const content = text.replace(/^\uFEFF/, '')
  let json: unknown
  try {
    json = JSON.parse(content)
  } catch {
    return readLines(content)
  }
  if (isObject(json) && 'log' in json) return readHar(json, digest)
  if (isObject(json) && 'requests' in json) return readNgrok(json)
  return readLines(JSON.stringify(json))
}
