import type { FormatName } from './format-names.ts'
import { githubReporter } from './github.ts'
import { jsonReporter } from './json.ts'
import { junitReporter } from './junit.ts'
import { markdownReporter } from './markdown.ts'
import type { Reporter } from './reporter.ts'
import { sarifReporter } from './sarif.ts'
import { tapReporter } from './tap.ts'

/** Reporters for machines; those for people (pretty, short) need a terminal's facts and are rendered apart. */
export const reporters: Readonly<Record<Exclude<FormatName, 'pretty' | 'short'>, Reporter>> = {
  json: jsonReporter,
  junit: junitReporter,
  github: githubReporter,
  sarif: sarifReporter,
  markdown: markdownReporter,
  tap: tapReporter,
}
