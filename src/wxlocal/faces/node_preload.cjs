'use strict'
// Loaded into every Node process that `wxlocal run` starts (NODE_OPTIONS --require). Node's own http, https and
// fetch ignore proxy variables, so connections to the platform's hosts are led to the proxy's port, which answers TLS
// and plain requests for them directly. Everything else is untouched, unless WXLOCAL_OFFLINE says otherwise.
const net = require('net')

const port = Number(process.env.WXLOCAL_PROXY_PORT)
const hosts = new Set((process.env.WXLOCAL_HOSTS || '').split(','))
const suffixes = (process.env.WXLOCAL_HOST_SUFFIXES || '').split(',').filter(Boolean)
const offline = process.env.WXLOCAL_OFFLINE === '1'

const isPlatform = (host) => hosts.has(host) || suffixes.some((end) => host.endsWith(end))
const isHere = (host) => host === 'localhost' || host === '::1' || /^127\./.test(host) || host === '0.0.0.0'

function led (options) {
  if (options === null || typeof options !== 'object' || options.path) return options
  const host = String(options.host || options.hostname || 'localhost').toLowerCase().replace(/\.$/, '')
  if (isPlatform(host)) {
    // eslint-disable-next-line no-unused-vars
    const { lookup, ...kept } = options
    return { ...kept, host: '127.0.0.1', port }
  }
  if (offline && !isHere(host)) {
    const error = new Error(`wxlocal run --offline: ${host} is outside; leave out --offline to reach it`)
    error.code = 'ECONNREFUSED'
    throw error
  }
  return options
}

const connect = net.Socket.prototype.connect
net.Socket.prototype.connect = function (...args) {
  try {
    if (Array.isArray(args[0])) args[0][0] = led(args[0][0])
    else if (typeof args[0] === 'object') args[0] = led(args[0])
    else if (typeof args[0] === 'number' && typeof args[1] === 'string') {
      const options = led({ port: args[0], host: args[1] })
      args.splice(0, 2, options)
    }
  } catch (error) {
    process.nextTick(() => this.destroy(error))
    return this
  }
  return connect.apply(this, args)
}
