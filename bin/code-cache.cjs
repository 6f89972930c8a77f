'use strict'
const { env, platform, versions, arch, version: nodeVersion, pid } = process
const fs = require('node:fs')

/*
 * Keeps compiled code between runs: compiling takes most of the time of a short command. From Node 22 on, Node does that
 * itself; Node 20 is given the same here, for the files of this package only. It lies in the user's own cache folder, for
 * whoever can write to it decides what runs. NODE_DISABLE_COMPILE_CACHE=1 turns it off, as it does in Node.
 */
exports.keepCompiledCode = (packageVersion, dist, command) => {
  const folder = cacheFolder()
  if (folder === undefined || env.NODE_DISABLE_COMPILE_CACHE) return
  if (versions.node.startsWith('20.')) keepOnNode20(folder, packageVersion, dist, command)
  else require('node:module').enableCompileCache?.(folder)
}

function cacheFolder() {
  const base =
    platform === 'win32'
      ? env.LOCALAPPDATA
      : (env.XDG_CACHE_HOME ?? (env.HOME && `${env.HOME}${platform === 'darwin' ? '/Library/Caches' : '/.cache'}`))
  return base ? `${base}/mpesa-doctor` : undefined
}

function keepOnNode20(folder, packageVersion, dist, command) {
  const { prototype, wrap } = module.constructor
  const vm = require('node:vm')
  const fresh = []
  const compile = prototype._compile
  prototype._compile = function (content, filename) {
    if (!filename.startsWith(dist)) return compile.call(this, content, filename)
    const path = `${folder}/${cacheName(filename, packageVersion, command)}`
    const cachedData = read(path)
    const script = new vm.Script(wrap(content), {
      filename,
      ...(cachedData === undefined ? {} : { cachedData }),
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    })
    // V8 itself refuses what another version or other flags have made.
    if (cachedData === undefined || script.cachedDataRejected) fresh.push({ path, script })
    const separator = Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\'))
    const require = (id) => this.require(id)
    return script
      .runInThisContext()
      .call(this.exports, this.exports, require, this, filename, filename.slice(0, separator))
  }
  process.on('exit', () => {
    if (fresh.length > 0) store(folder, fresh)
  })
}

/** V8 compares the length of the source and no more, so the name says whose code it is. */
function cacheName(filename, packageVersion, command) {
  const { size, mtimeMs } = fs.statSync(filename)
  const base = filename.slice(Math.max(filename.lastIndexOf('/'), filename.lastIndexOf('\\')) + 1, -'.cjs'.length)
  // Which functions are worth keeping depends on the command.
  const kind = /^[a-z-]{1,20}$/.test(command ?? '') ? command : 'diagnose'
  return `${packageVersion}-${nodeVersion}-${arch}-${kind}-${base}-${size}-${Math.trunc(mtimeMs)}.bin`
}

function read(path) {
  try {
    return fs.readFileSync(path)
  } catch {
    return undefined
  }
}

/** Whatever goes wrong here costs time at the next start and nothing else. */
function store(folder, fresh) {
  try {
    fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
    for (const { path, script } of fresh) {
      // In one step and on disk before it has its name: half a file would be taken for a whole one.
      const temporary = `${path}.${pid}`
      fs.writeFileSync(temporary, script.createCachedData(), { mode: 0o600, flush: true })
      fs.renameSync(temporary, path)
    }
    removeOld(folder)
  } catch {
    // No room, no permission: then there is no cache.
  }
}

const mostFiles = 60

function removeOld(folder) {
  const files = fs.readdirSync(folder).filter((name) => name.includes('.bin'))
  if (files.length <= mostFiles) return
  const aged = files.map((name) => ({ name, at: fs.statSync(`${folder}/${name}`).mtimeMs })).sort((a, b) => a.at - b.at)
  for (const { name } of aged.slice(0, files.length - mostFiles / 2)) fs.rmSync(`${folder}/${name}`, { force: true })
}
