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
  require('./code-cache.cjs')
    .loadEntry(version, `${__dirname.slice(0, -'bin'.length)}dist/entry.cjs`, argv)
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
