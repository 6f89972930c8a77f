import type { Location } from '../core/finding.ts'

export interface SarifLocation {
  readonly physicalLocation: {
    readonly artifactLocation: { readonly uri: string }
    readonly region?: { readonly startLine: number; readonly startColumn?: number }
  }
}

/**
 * A place inside the project, as a relative URI; undefined for a path that is absolute or leads out of the project,
 * which means nothing on another machine.
 */
export function sarifLocation({ file, line, column }: Location): SarifLocation | undefined {
  const isAbsolute = /^(?:[\\/]|[A-Za-z][A-Za-z0-9+.-]*:)/.test(file)
  const segments = file.split(/[\\/]/).filter((segment) => segment !== '' && segment !== '.')
  if (isAbsolute || segments.length === 0 || segments.includes('..')) return undefined
  const artifactLocation = { uri: segments.map(encodeURIComponent).join('/') }
  if (line === undefined || line < 1) return { physicalLocation: { artifactLocation } }
  const region = { startLine: line, ...(column === undefined || column < 1 ? {} : { startColumn: column }) }
  return { physicalLocation: { artifactLocation, region } }
}
