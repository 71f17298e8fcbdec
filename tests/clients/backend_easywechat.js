// A backend on node-easywechat, as its users write it. Orders come by line on stdin; nothing here knows of wxlocal.
const readline = require('readline')
const { MiniApp } = require('node-easywechat')

const config = { app_id: process.env.WXLOCAL_APPID, secret: process.env.WXLOCAL_SECRET }
const app = new MiniApp({ ...config, use_stable_access_token: process.env.STABLE === '1' })
const post = async (path, json) => (await app.getClient().postJson(path, json)).toObject()
const image = async (path, json) => {
  const response = await app.getClient().postJson(path, json, { responseType: 'arraybuffer' })
  return response.getHeader('content-type').includes('json')
    ? response.toObject() || JSON.parse(Buffer.from(response.getContent()).toString())
    : Buffer.from(response.getContent()).toString('base64')
}

const orders = {
  token: async ({ secret }) => secret
    ? new MiniApp({ ...config, secret }).getAccessToken().refresh()
    : app.getAccessToken().getToken(),
  login: ({ code }) => app.getUtils().codeToSession(code),
  decrypt: ({ key, iv, data }) => app.getUtils().decryptSession(key, iv, data),
  phone: ({ code }) => post('/wxa/business/getuserphonenumber', { code }),
  paid_unionid: async (query) => (await app.getClient().get('/wxa/getpaidunionid', { params: query })).toObject(),
  scheme: (body) => post('/wxa/generatescheme', body),
  link: (body) => post('/wxa/generate_urllink', body),
  query_scheme: (body) => post('/wxa/queryscheme', body),
  query_link: (body) => post('/wxa/query_urllink', body),
  short: (body) => post('/wxa/genwxashortlink', body),
  nfc: (body) => post('/wxa/generatenfcscheme', body),
  subscribe_send: ({ user_id: touser, ...body }) => post('/cgi-bin/message/subscribe/send', { touser, ...body }),
  code: (body) => image('/wxa/getwxacode', body),
  unlimited_code: (body) => image('/wxa/getwxacodeunlimit', body),
  square_code: (body) => image('/cgi-bin/wxaapp/createwxaqrcode', body),
  upload: async ({ path }) =>
    (await app.getClient().withFile(path, 'media').post('/cgi-bin/media/upload', { params: { type: 'image' } })).toObject(),
  picture: async (params) => {
    const response = await app.getClient().get('/cgi-bin/media/get', { params, responseType: 'arraybuffer' })
    return Buffer.from(response.getContent()).toString('base64')
  },
  check_text: (body) => post('/wxa/msg_sec_check', body),
  check_picture: async ({ path }) =>
    (await app.getClient().withFile(path, 'media').post('/wxa/img_sec_check')).toObject()
}

const answer = (said) => {
  if (said && said.errcode) return { errcode: said.errcode, errmsg: said.errmsg, raised: 'response' }
  return { value: said }
}

const lines = readline.createInterface({ input: process.stdin })
let last = Promise.resolve()
lines.on('line', (line) => {
  const { do: name, ...order } = JSON.parse(line)
  last = last.then(() => orders[name](order)).then(answer, (error) => {
    const told = error.message.slice(error.message.indexOf('{'))
    let body = {}
    try { body = JSON.parse(told) } catch (_) { body = { errmsg: error.message } }
    return { raised: error.constructor.name, errcode: body.errcode, errmsg: body.errmsg }
  }).then((result) => console.log(JSON.stringify(result)))
})
