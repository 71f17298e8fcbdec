// A backend on Node's own https and fetch, which know of no proxy. Orders come by line on stdin.
const https = require('https')
const readline = require('readline')

const { WXLOCAL_APPID: appid, WXLOCAL_SECRET: secret } = process.env
const useFetch = process.argv[2] === 'fetch'

const byHttps = (path, body) => new Promise((resolve, reject) => {
  const text = body && JSON.stringify(body)
  const request = https.request(`https://api.weixin.qq.com${path}`, { method: body ? 'POST' : 'GET' }, (response) => {
    const chunks = []
    response.on('data', (chunk) => chunks.push(chunk))
    response.on('end', () => resolve([response.headers['content-type'], Buffer.concat(chunks)]))
  })
  request.on('error', reject)
  request.end(text)
})
const byFetch = async (path, body) => {
  const options = body ? { method: 'POST', body: JSON.stringify(body) } : {}
  const response = await fetch(`https://api.weixin.qq.com${path}`, options)
  return [response.headers.get('content-type'), Buffer.from(await response.arrayBuffer())]
}
const call = async (path, body) => {
  const [type, content] = await (useFetch ? byFetch : byHttps)(path, body)
  if (type.startsWith('image/')) return content.toString('base64')
  const answer = JSON.parse(content.toString())
  if (answer.errcode) throw Object.assign(new Error('failed'), answer)
  return answer
}
const query = (values) => new URLSearchParams(values).toString()
const token = async (other) => (await call('/cgi-bin/token?' +
  query({ grant_type: 'client_credential', appid, secret: other || secret }))).access_token
const posting = (path) => async (body) => call(`${path}?access_token=${await token()}`, body)

const orders = {
  token: (order) => token(order.secret),
  login: ({ code }) => call('/sns/jscode2session?' + query({ appid, secret, js_code: code, grant_type: 'authorization_code' })),
  phone: posting('/wxa/business/getuserphonenumber'),
  paid_unionid: async (order) => call('/wxa/getpaidunionid?' + query({ access_token: await token(), ...order })),
  scheme: posting('/wxa/generatescheme'),
  link: posting('/wxa/generate_urllink'),
  query_scheme: posting('/wxa/queryscheme'),
  query_link: posting('/wxa/query_urllink'),
  short: posting('/wxa/genwxashortlink'),
  nfc: posting('/wxa/generatenfcscheme'),
  code: posting('/wxa/getwxacode'),
  unlimited_code: posting('/wxa/getwxacodeunlimit'),
  square_code: posting('/cgi-bin/wxaapp/createwxaqrcode')
}

let last = Promise.resolve()
readline.createInterface({ input: process.stdin }).on('line', (line) => {
  const { do: name, ...order } = JSON.parse(line)
  last = last.then(() => orders[name](order)).then((value) => ({ value }),
    (error) => ({ raised: error.constructor.name, errcode: error.errcode, errmsg: error.errmsg || error.message }))
    .then((result) => console.log(JSON.stringify(result)))
})
