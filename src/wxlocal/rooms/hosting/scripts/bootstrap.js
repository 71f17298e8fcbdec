/* First in each page for a browser that reaches wxlocal by its own address: what a page asks of the platform's hosts is
   asked of wxlocal. Only these hosts, and only addresses: nothing else of the page is changed. */
;(function (window) {
  'use strict'

  var HOSTS = [
    'res.wx.qq.com', 'res2.wx.qq.com', 'acc.cloudbase.vip', 'servicewechat.com', 'web-001.cloud.servicewechat.com',
    'web-9gikcbug35bad3a8-1304825656.tcloudbaseapp.com'
  ]

  function led (address) {
    var url
    try {
      url = new URL(String(address), document.baseURI)
    } catch (error) {
      return address
    }
    if ((url.protocol !== 'https:' && url.protocol !== 'http:') || HOSTS.indexOf(url.host) < 0) return address
    return '/_wxlocal_/' + url.host + url.pathname + url.search
  }

  function leadProperty (type, name) {
    var known = Object.getOwnPropertyDescriptor(type.prototype, name)
    Object.defineProperty(type.prototype, name, {
      configurable: true,
      enumerable: known.enumerable,
      get: known.get,
      set: function (value) { known.set.call(this, led(value)) }
    })
  }

  leadProperty(HTMLScriptElement, 'src')
  leadProperty(HTMLLinkElement, 'href')
  var set = Element.prototype.setAttribute
  Element.prototype.setAttribute = function (name, value) {
    var asks = (this instanceof HTMLScriptElement && /^src$/i.test(name)) ||
      (this instanceof HTMLLinkElement && /^href$/i.test(name))
    return set.call(this, name, asks ? led(value) : value)
  }

  var open = XMLHttpRequest.prototype.open
  XMLHttpRequest.prototype.open = function () {
    var given = Array.prototype.slice.call(arguments)
    given[1] = led(given[1])
    return open.apply(this, given)
  }

  if (window.fetch) {
    var fetched = window.fetch
    window.fetch = function (asked, options) {
      if (asked instanceof Request) {
        var there = led(asked.url)
        return fetched.call(this, there === asked.url ? asked : new Request(there, asked), options)
      }
      return fetched.call(this, led(asked), options)
    }
  }
})(window)
