/* The cloud SDK of web pages, written for wxlocal: what pages without a sign-in do, which is calling functions. */
;(function (window) {
  'use strict'

  var ADDRESS = 'https://servicewechat.com/wxa-qbase/jsoperatewxdata'
  var VERSION = 'wx-web-sdk/1.1.0 (wxlocal)'
  var EXECUTION = -404011
  var session = String(Date.now())

  function trouble (api, code, words) {
    var error = new Error('errCode: ' + code + ' | errMsg: ' + api + ':fail ' + words)
    error.errCode = code
    error.errMsg = api + ':fail ' + words
    return error
  }

  /* Promise, or success, fail and complete where one of them is given. */
  function settle (options, promise) {
    var told = options || {}
    if (!told.success && !told.fail && !told.complete) return promise
    promise.then(
      function (result) {
        if (told.success) told.success(result)
        if (told.complete) told.complete(result)
      },
      function (error) {
        if (told.fail) told.fail(error)
        if (told.complete) told.complete(error)
      }
    )
  }

  function send (body) {
    return new Promise(function (resolve, reject) {
      var request = new XMLHttpRequest()
      request.open('POST', ADDRESS)
      request.setRequestHeader('content-type', 'application/json')
      request.onload = function () {
        try {
          resolve(JSON.parse(request.responseText))
        } catch (error) {
          reject(new Error('HTTP ' + request.status + ' ' + request.responseText.slice(0, 200)))
        }
      }
      request.onerror = function () { reject(new Error('request failed: ' + ADDRESS)) }
      request.send(JSON.stringify(body))
    })
  }

  function Cloud (options) {
    this.config = options || {}
  }

  Cloud.prototype.init = function () {
    var config = this.config
    if (!config.identityless) {
      return Promise.reject(trouble('cloud.init', -1, 'wxlocal signs nobody in on web pages: use identityless: true'))
    }
    if (!config.resourceAppid || !config.resourceEnv) {
      return Promise.reject(trouble('cloud.init', -1, 'resourceAppid and resourceEnv are required'))
    }
    return Promise.resolve()
  }

  Cloud.prototype.callFunction = function (options) {
    return settle(options, this._call(options || {}))
  }

  Cloud.prototype._call = function (options) {
    var api = 'cloud.callFunction'
    var config = this.config
    var id = Date.now() + '-' + Math.random()
    if (typeof options.name !== 'string' || !options.name) {
      return Promise.reject(trouble(api, -1, 'parameter.name should be string'))
    }
    var request = {
      function_name: options.name,
      data: JSON.stringify(options.data === undefined ? {} : options.data),
      action: 1,
      scene: 1,
      call_id: id,
      cloudid_list: []
    }
    var env = (options.config && options.config.env) || config.resourceEnv
    var body = {
      appid: config.resourceAppid,
      data: {
        qbase_api_name: 'tcbapi_slowcallfunction_v2',
        qbase_req: JSON.stringify(request),
        qbase_options: {
          identityless: true,
          resourceAppid: config.resourceAppid,
          resourceEnv: env,
          appid: config.resourceAppid,
          env: env
        },
        qbase_meta: { session_id: session, sdk_version: VERSION, filter_user_info: false },
        cli_req_id: Date.now() + '_' + Math.random()
      }
    }
    return send(body).then(function (answer) {
      if (!answer.base_resp || answer.base_resp.ret !== 0) {
        throw trouble(api, -404000, (answer.base_resp && answer.base_resp.errmsg) || 'system error')
      }
      var inner = JSON.parse(answer.data)
      var said = inner.baseresponse
      if (said.errcode !== 0) {
        throw trouble(api, EXECUTION + ' cloud function execution error', 'requestID , cloud function service error code ' +
          said.errcode + ', error message ' + said.errmsg + ' (callid ' + id + ')')
      }
      return { errMsg: api + ':ok', result: inner.data === '' ? undefined : JSON.parse(inner.data), requestID: id }
    })
  }

  ;['database', 'uploadFile', 'downloadFile', 'deleteFile', 'getTempFileURL', 'callContainer'].forEach(function (name) {
    Cloud.prototype[name] = function () {
      throw trouble('cloud.' + name, -1, 'wxlocal\'s cloud.js calls functions only')
    }
  })

  var cloud = { Cloud: Cloud, version: '1.1.0' }
  /* Of before new Cloud: one instance for the page. */
  cloud.init = function (options) {
    var given = options || {}
    cloud.shared = new Cloud({ identityless: true, resourceAppid: given.appid, resourceEnv: given.env })
    return cloud.shared.init()
  }
  cloud.callFunction = function (options) {
    if (!cloud.shared) throw trouble('cloud.callFunction', -1, 'call cloud.init first')
    return cloud.shared.callFunction(options)
  }

  window.cloud = cloud
  if (window.wx) window.wx.cloud = cloud
})(window)
