'use strict'
// Runs one version of one cloud function: a line of JSON on stdin is an event, a line on another descriptor its reply;
// what the function prints is its log. One event at a time. jobs_worker.py starts it and ends it.
//
// What is foreign runs below here: so its Date is the world's, its requests to the platform's hosts go to the gateway,
// its /tmp is a folder of its own, and it reaches no other host unless it was allowed to.
const began = performance.now()
const fs = require('fs')
const http = require('http')
const https = require('https')
const net = require('net')
const path = require('path')

const { code, handler, replies, gateway, tmp, own, open, clock: first } = JSON.parse(process.argv[2])
let clock = first
let token = ''
const write = fs.writeSync
const stringify = JSON.stringify
const reply = (told) => {
  let bytes = Buffer.from(stringify(told) + '\n')
  while (bytes.length) bytes = bytes.subarray(write(replies, bytes))
}

// -- time ------------------------------------------------------------------------------------------------------------

const RealDate = Date
const realNow = RealDate.now
const now = () => Math.floor(clock.frozen ? clock.at : clock.at + (realNow() - clock.real))
const WorldDate = new Proxy(RealDate, {
  construct: (target, given, as) => Reflect.construct(target, given.length ? given : [now()], as),
  apply: () => new RealDate(now()).toString(),
  get: (target, name) => (name === 'now' ? now : target[name])
})
RealDate.prototype.constructor = WorldDate
globalThis.Date = WorldDate

// -- network ---------------------------------------------------------------------------------------------------------

const PLATFORM = /(^|\.)(tencentcloudapi\.com|tencentyun\.com|weixin\.qq\.com|myqcloud\.com|tcb\.qcloud\.la)$/
const isPlatform = (host) => PLATFORM.test(String(host || '').toLowerCase().replace(/\.$/, ''))
const isGateway = (options) => String(options.port) === String(gateway.port) && options.hostname === gateway.host

function taken (given) {
  const [one, two] = given
  const callback = given.find((each) => typeof each === 'function')
  const options = typeof one === 'string' || one instanceof URL ? { ...address(new URL(one)), ...(typeof two === 'object' ? two : {}) } : { ...one }
  options.hostname = options.hostname || String(options.host || 'localhost').replace(/:\d+$/, '')
  return { options, callback }
}

const address = (url) => ({
  protocol: url.protocol, hostname: url.hostname.replace(/^\[|\]$/g, ''), port: url.port || undefined, path: url.pathname + url.search
})

const toGateway = new http.Agent({ keepAlive: true })
const request = http.request

function led (real) {
  return function (...given) {
    const { options, callback } = taken(given)
    if (!isPlatform(options.hostname) && !isGateway(options)) return real.apply(this, given)
    const { ca, cert, key, servername, lookup, host, defaultPort, ...kept } = options
    const headers = { ...kept.headers, 'x-wxlocal-host': options.hostname, 'x-wxlocal-token': token }
    return request({ ...kept, headers, protocol: 'http:', hostname: gateway.host, port: gateway.port, agent: toGateway }, callback)
  }
}

for (const module of [http, https]) {
  module.request = led(module.request)
  module.get = function (...given) {
    const made = module.request(...given)
    made.end()
    return made
  }
}

const realFetch = globalThis.fetch
if (realFetch) {
  globalThis.fetch = (what, how) => {
    const url = new URL(typeof what === 'object' && what.url ? what.url : String(what))
    if (!isPlatform(url.hostname)) return realFetch(what, how)
    const request = new Request(what, how)
    const headers = new Headers(request.headers)
    headers.set('x-wxlocal-host', url.hostname)
    headers.set('x-wxlocal-token', token)
    return realFetch(`http://${gateway.host}:${gateway.port}${url.pathname}${url.search}`, {
      method: request.method, headers, body: request.body, duplex: 'half', redirect: request.redirect
    })
  }
}

if (!open) {
  const outside = (name) => {
    const error = new Error(`${name} is outside: a function reaches the platform only (setting functions.network)`)
    error.code = 'ECONNREFUSED'
    return error
  }
  const connect = net.Socket.prototype.connect
  net.Socket.prototype.connect = function (...given) {
    const options = Array.isArray(given[0]) ? given[0][0] : typeof given[0] === 'object' ? given[0] : { port: given[0], host: given[1] }
    const host = options.host || options.hostname || 'localhost'
    if (!options.path && host === gateway.host && Number(options.port) === gateway.port) return connect.apply(this, given)
    process.nextTick(() => this.destroy(outside(options.path || `${host}:${options.port}`)))
    return this
  }
  require('dgram').createSocket = () => { throw outside('UDP') }
}
process.kill = () => { throw new Error('a function ends no processes') }

// -- files -----------------------------------------------------------------------------------------------------------

// Its own folders (code, dependencies, tmp) may lie below the real /tmp: they, and what leads to them, stay as they are.
const isOwn = (text) => own.some((root) => text === root || text.startsWith(root + '/') || root.startsWith(text + '/'))
const mapped = (where) => {
  const text = where instanceof URL ? where.pathname : where
  return text === '/tmp' || (typeof text === 'string' && text.startsWith('/tmp/') && !isOwn(text)) ? tmp + text.slice(4) : where
}
const TWO = /^(rename|copyFile|link|symlink|cp)(Sync)?$/
for (const holder of [fs, fs.promises]) {
  for (const name of Object.keys(holder)) {
    const real = holder[name]
    if (typeof real !== 'function' || /^[A-Z_]/.test(name)) continue
    const count = TWO.test(name) ? 2 : 1
    const made = function (...given) {
      for (let at = 0; at < count; at++) given[at] = mapped(given[at])
      return real.apply(this, given)
    }
    Object.assign(made, real)
    holder[name] = made
  }
}

// -- the function ----------------------------------------------------------------------------------------------------

const [file, name] = [handler.slice(0, handler.lastIndexOf('.')), handler.slice(handler.lastIndexOf('.') + 1)]
process.chdir(code)
process.argv = process.argv.slice(0, 1)
const shown = (text) => own.slice(0, -1).reduce((said, folder) => said.split(folder).join('/var/user'), String(text))
const failed = (error) => {
  const is = error instanceof Error
  let message
  try { message = is ? `${error.name}: ${error.message}` : typeof error === 'string' ? error : stringify(error) } catch { message = String(error) }
  return { message: shown(message), stack: shown(is ? error.stack : '') }
}

let main
let broken
function load () {
  if (main || broken) return
  try {
    main = require(path.join(code, file))[name]
    if (typeof main !== 'function') throw new Error(`handler ${handler} is not a function: exports.${name} is missing`)
  } catch (error) {
    broken = error
  }
}

const called = (event, context) => new Promise((resolve, reject) => {
  const done = (error, result) => (error ? reject(error) : resolve(result))
  const given = main(event, context, done)
  if (given !== undefined || main.length < 3) resolve(given)
})

async function perform ({ id, event, context, env, clock: at }) {
  clock = at
  token = env.WX_API_TOKEN || ''
  Object.assign(process.env, env)
  let told
  try {
    load()
    if (broken) throw broken
    const result = stringify(await called(event, context))
    told = { id, result: result === undefined ? 'null' : result }
  } catch (error) {
    told = { id, error: failed(error) }
  }
  for (const one of Object.keys(env)) delete process.env[one]
  told.rss = process.memoryUsage.rss()
  reply(told)
}

let text = ''
const stdin = new net.Socket({ fd: 0, readable: true, writable: false })
stdin.setEncoding('utf8')
stdin.on('data', (piece) => {
  text += piece
  if (!piece.includes('\n')) return
  const line = text
  text = ''
  perform(JSON.parse(line))
})
stdin.on('end', () => process.reallyExit(0))
load()
reply({ ready: performance.now() - began })
