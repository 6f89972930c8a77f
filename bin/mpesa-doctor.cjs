#!/usr/bin/env node
'use strict'
const { version } = require('../package.json')
const argv = process.argv.slice(2)

if (argv.length === 1 && argv[0] === '--version') {
  // Nothing else is loaded for this: scripts ask for it at every start, and opening `process.stdout` is a tenth of that.
  try {
    require('node:fs').writeSync(1, `${version}\n`)
  } catch (error) {
    // A full pipe waits its turn; a reader that went away, or a closed stream, has nothing to be told.
    if (error.code === 'EAGAIN') process.stdout.write(`${version}\n`)
  }
} else {
  const dist = require.resolve('../dist/entry.cjs').slice(0, -'entry.cjs'.length)
  require('./code-cache.cjs').keepCompiledCode(version, dist, argv[0])
  require('../dist/entry.cjs')
    .run(argv, version)
    .then(
      (exitCode) => {
        process.exitCode = exitCode
      },
      (error) => {
        process.exitCode = 70
        process.stderr.write(`mpesa-doctor crashed: ${error?.stack ?? error}\n`)
      },
    )
}
