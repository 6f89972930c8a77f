'use strict'
const { env, platform, versions, arch, version: nodeVersion, pid } = process
const fs = require('node:fs')
const path = require('node:path')

/*
 * Loads the program and keeps its compiled code between runs: compiling takes most of the time of a short command. From
 * Node 22 on, Node does that itself; Node 20 is given the same here, for the files of this package only. It lies in the
 * user's own cache folder, for whoever can write to it decides what runs. NODE_DISABLE_COMPILE_CACHE=1 turns it off, as it
 * does in Node.
 */
exports.loadEntry = (packageVersion, entry, argv) => {
  const folder = cacheFolder()
  if (folder !== undefined && !env.NODE_DISABLE_COMPILE_CACHE) {
    if (versions.node.startsWith('20.'))
      return createLoader(path.dirname(entry) + path.sep, folder, `${packageVersion}-${kindOf(argv)}`)(entry)
    require('node:module').enableCompileCache?.(folder)
  }
  return require(entry)
}

function cacheFolder() {
  const base =
    platform === 'win32'
      ? env.LOCALAPPDATA
      : (env.XDG_CACHE_HOME ?? (env.HOME && `${env.HOME}${platform === 'darwin' ? '/Library/Caches' : '/.cache'}`))
  return base ? `${base}/mpesa-doctor` : undefined
}

/** Which functions are worth keeping depends on what was asked for; names and numbers of the user's own are left out. */
function kindOf(argv) {
  const words = argv.filter((word) => /^-{0,2}[a-z][a-z-]{1,20}$/.test(word))
  return words.length === 0 ? 'diagnose' : words.slice(0, 4).join('.')
}

/** Stands in for `require` among the files of this package, which name each other by their paths. */
function createLoader(dist, folder, label) {
  const vm = require('node:vm')
  const modules = new Map()
  const fresh = []

  function load(filename) {
    const known = modules.get(filename)
    if (known !== undefined) return known.exports
    const module = { exports: {} }
    modules.set(filename, module)
    try {
      const folderName = path.dirname(filename)
      const requireHere = (id) => {
        if (id[0] !== '.') return require(id)
        const wanted = path.join(folderName, id)
        return wanted.startsWith(dist) ? load(wanted) : require(wanted)
      }
      compile(filename).call(module.exports, module.exports, requireHere, module, filename, folderName)
    } catch (error) {
      modules.delete(filename)
      throw error
    }
    return module.exports
  }

  function compile(filename) {
    // The build writes nothing but ASCII, and as Latin-1 that is read without being decoded.
    const source = fs.readFileSync(filename, 'latin1')
    const file = `${folder}/${cacheName(filename, label)}`
    const cachedData = read(file)
    const script = new vm.Script(`(function (exports, require, module, __filename, __dirname) { ${source}\n})`, {
      filename,
      ...(cachedData === undefined ? {} : { cachedData }),
    })
    // V8 itself refuses what another version or other flags have made.
    if (cachedData === undefined || script.cachedDataRejected) {
      if (fresh.length === 0) process.on('exit', () => store(folder, fresh))
      fresh.push({ file, script })
    }
    return script.runInThisContext()
  }

  return load
}

/** V8 compares the length of the source and no more, so the name says whose code it is. */
function cacheName(filename, label) {
  const { size, mtimeMs } = fs.statSync(filename)
  return `${label}-${nodeVersion}-${arch}-${path.basename(filename, '.cjs')}-${size}-${Math.trunc(mtimeMs)}.bin`
}

function read(file) {
  try {
    return fs.readFileSync(file)
  } catch {
    return undefined
  }
}

/** Whatever goes wrong here costs time at the next start and nothing else. */
function store(folder, fresh) {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const { file, script } of fresh) {
      // In one step and on disk before it has its name: half a file would be taken for a whole one.
      const temporary = `${file}.${pid}`
      fs.writeFileSync(temporary, script.createCachedData(), { mode: 0o600, flush: true })
      fs.renameSync(temporary, file)
    }
    removeOld(folder)
  } catch {
    // No room, no permission: then there is no cache.
  }
}

const mostFiles = 200

function removeOld(folder) {
  const files = fs.readdirSync(folder).filter((name) => name.includes('.bin'))
  if (files.length <= mostFiles) return
  const aged = files.map((name) => ({ name, at: fs.statSync(`${folder}/${name}`).mtimeMs })).sort((a, b) => a.at - b.at)
  for (const { name } of aged.slice(0, files.length - mostFiles / 2)) fs.rmSync(`${folder}/${name}`, { force: true })
}
