/* What post 14 loads as web2weapp.js, written for wxlocal with the same interface: window.web2weapp.init({appId, gh_ID,
   env_ID, function: {name, data}, path}). Inside WeChat an open tag, elsewhere a button that opens the scheme which the
   function gives. */
;(function (window, document) {
  'use strict'

  var SCRIPTS = [
    'https://res.wx.qq.com/open/js/jweixin-1.6.0.js',
    'https://res.wx.qq.com/open/js/cloudbase/1.1.0/cloud.js'
  ]
  var WORDS = '点击进入微信小程序'
  var LOOK = '.web2weapp{display:block;width:94%;max-width:400px;height:75px;margin:120px auto 0;border:0;' +
    'border-radius:7px;background:#fff;color:#2a5aac;font-size:18px;text-align:center;' +
    'box-shadow:0 1px 2px rgba(0,0,0,.2),0 0 20px rgba(0,0,0,.1) inset}'
  var agent = navigator.userAgent.toLowerCase()
  var link = ''

  function make (name, attributes, text) {
    var element = document.createElement(name)
    Object.keys(attributes).forEach(function (key) { element.setAttribute(key, attributes[key]) })
    if (text) element.textContent = text
    return element
  }

  var loaded = Promise.all(SCRIPTS.map(function (address) {
    return new Promise(function (resolve, reject) {
      var script = make('script', { type: 'text/javascript', src: address })
      script.onload = resolve
      script.onerror = function () { reject(new Error('cannot load ' + address)) }
      document.head.appendChild(script)
    })
  }))

  function inWeChat () {
    return agent.indexOf('micromessenger') >= 0 && agent.indexOf('wxwork') < 0
  }

  function draw () {
    document.title = '跳转微信小程序'
    document.head.appendChild(make('meta', { name: 'viewport', content: 'width=device-width,initial-scale=1' }))
    document.head.appendChild(make('style', {}, LOOK))
  }

  function tag (info) {
    var element = make('wx-open-launch-weapp', { id: 'launch-btn', username: info.gh_ID, path: info.path })
    var inner = document.createElement('template')
    inner.innerHTML = '<style>' + LOOK + '</style><button class="web2weapp">' + WORDS + '</button>'
    element.appendChild(inner)
    element.addEventListener('launch', function (event) { console.log('success', event.detail) })
    element.addEventListener('error', function (event) { console.log('fail', event.detail) })
    window.wx.error(function (told) { console.error(told.errMsg) })
    window.wx.ready(function () { document.body.appendChild(element) })
    window.wx.config({
      appId: info.appId,
      timestamp: 0,
      nonceStr: 'nonceStr',
      signature: 'signature',
      jsApiList: ['openWeApp'],
      openTagList: ['wx-open-launch-weapp'],
      debug: false
    })
  }

  function button (info) {
    var app = new window.cloud.Cloud({ identityless: true, resourceAppid: info.appId, resourceEnv: info.env_ID })
    window.tcb = app
    return app.init().then(function () { return app.callFunction(info.function) }).then(function (answer) {
      console.log(answer)
      link = window.minihref = answer.result && answer.result.openlink
      if (!link) throw new Error(info.function.name + ' gives no openlink: ' + JSON.stringify(answer.result))
      var element = make('button', { id: 'public-btn', class: 'web2weapp', 'data-link': link }, WORDS)
      element.onclick = openWeapp
      document.body.appendChild(element)
      if (new URLSearchParams(location.search).get('auto')) openWeapp()
    })
  }

  function openWeapp () {
    location.href = link
  }

  function init (info) {
    if (!info || !info.appId || !info.env_ID) {
      console.error('无有效信息，无法初始化')
      return Promise.resolve()
    }
    window.Info = info
    draw()
    return loaded.then(function () { return inWeChat() ? tag(info) : button(info) }).catch(function (error) {
      console.error(error)
      document.body.appendChild(make('p', { id: 'web2weapp-error' }, String(error.message || error)))
    })
  }

  window.web2weapp = { init: init, openWeapp: openWeapp, isWeixinBrowser: inWeChat }
})(window, document)
