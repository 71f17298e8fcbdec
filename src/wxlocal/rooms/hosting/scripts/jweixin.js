/* The JS-SDK of web pages inside WeChat, written for wxlocal: the configuration of a page and its open tags. Outside of
   WeChat it does nothing, as the platform's. */
;(function (window) {
  'use strict'

  var SERVICE = 'https://servicewechat.com/wxa-qbase/'
  var agent = navigator.userAgent.toLowerCase()
  var inside = agent.indexOf('micromessenger') >= 0
  var ready = []
  var failed = []
  var state = 0 /* 0 = waits, 1 = may, -1 = may not */
  var told
  var tags = []

  function post (path, body, done) {
    var request = new XMLHttpRequest()
    request.open('POST', SERVICE + path)
    request.setRequestHeader('content-type', 'application/json')
    request.onload = function () {
      var answer
      try {
        answer = JSON.parse(request.responseText)
      } catch (error) {
        answer = { err_msg: 'system error: HTTP ' + request.status }
      }
      done(answer)
    }
    request.onerror = function () { done({ err_msg: 'system error: ' + SERVICE + path + ' is not reached' }) }
    request.send(JSON.stringify(body))
  }

  function settle (words) {
    state = words === 'ok' ? 1 : -1
    told = { errMsg: words === 'ok' ? 'config:ok' : words }
    if (state === 1) {
      tags.forEach(function (name) { if (CLASSES[name]) define(name, CLASSES[name]) })
      ready.forEach(function (heard) { heard(told) })
    } else {
      failed.forEach(function (heard) { heard(told) })
      document.dispatchEvent(new CustomEvent('WeixinOpenTagsError', { detail: told }))
    }
  }

  var wx = window.wx || {}

  wx.config = function (options) {
    if (!inside) return
    tags = (options.openTagList || []).slice()
    if (window.WeixinJSBridge && window.WeixinJSBridge.invoke) {
      var asked = {
        verifyJsApiList: options.jsApiList || [],
        verifyOpenTagList: tags,
        appId: options.appId,
        verifyAppId: options.appId,
        verifySignType: 'sha1',
        verifyTimestamp: String(options.timestamp),
        verifyNonceStr: options.nonceStr,
        verifySignature: options.signature
      }
      window.WeixinJSBridge.invoke('preVerifyJSAPI', asked, function (answer) {
        settle(answer.err_msg === 'preVerifyJSAPI:ok' ? 'ok' : answer.err_msg.replace('preVerifyJSAPI', 'config'))
      })
      return
    }
    var body = {
      url: location.href.split('#')[0],
      appId: String(options.appId),
      timestamp: String(options.timestamp),
      nonceStr: String(options.nonceStr),
      signature: String(options.signature)
    }
    post('preverify', body, function (answer) {
      if (answer.reason) console.warn('wx.config: ' + answer.reason)
      settle(answer.err_msg)
    })
  }

  wx.ready = function (heard) {
    if (state === 1) heard(told)
    else if (inside) ready.push(heard)
  }

  wx.error = function (heard) {
    if (state === -1) heard(told)
    else if (inside) failed.push(heard)
  }

  wx.checkJsApi = function (options) {
    var result = {}
    ;(options.jsApiList || []).forEach(function (name) { result[name] = typeof wx[name] === 'function' })
    var answer = { errMsg: 'checkJsApi:ok', checkResult: result }
    if (options.success) options.success(answer)
    if (options.complete) options.complete(answer)
  }

  /* -- open tags: what stands in their template is drawn, and a tap opens the mini program ------------------------- */

  function define (name, type) {
    if (!window.customElements.get(name)) window.customElements.define(name, type)
  }

  function fire (element, name, detail) {
    element.dispatchEvent(new CustomEvent(name, { detail: detail }))
  }

  class LaunchWeapp extends HTMLElement {
    connectedCallback () {
      if (this.shadowRoot) return
      var template = this.querySelector('template, script[type="text/wxtag-template"]')
      var root = this.attachShadow({ mode: 'open' })
      root.innerHTML = template ? template.innerHTML || template.textContent : ''
      root.addEventListener('click', this.launch.bind(this))
      fire(this, 'ready', {})
    }

    launch () {
      var element = this
      var body = {
        username: this.getAttribute('username') || '',
        appid: this.getAttribute('appid') || '',
        path: this.getAttribute('path') || ''
      }
      post('launch', body, function (answer) {
        if (answer.err_msg === 'launch:ok') {
          fire(element, 'launch', { errMsg: 'launch:ok', appid: answer.appid, path: answer.path })
        } else {
          if (answer.reason) console.warn('wx-open-launch-weapp: ' + answer.reason)
          fire(element, 'error', { errMsg: answer.err_msg })
        }
      })
    }
  }

  var CLASSES = { 'wx-open-launch-weapp': LaunchWeapp }

  window.wx = window.jWeixin = wx
})(window)
