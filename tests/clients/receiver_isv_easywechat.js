// A third-party platform on node-easywechat, as its users write it. Nothing here knows of wxlocal.
const http = require('http');
const { OpenPlatform, ServerRequest } = require('node-easywechat');

const app = new OpenPlatform({
  app_id: process.env.APPID, secret: process.env.SECRET, token: process.env.TOKEN, aes_key: process.env.AES_KEY,
  http: { throw: false },
});
const accounts = new Map(); // AppID -> refresh token
const say = (what) => console.log(JSON.stringify(what));

async function infos(req) {
  app.server = null; // one server for each request, as the manual says of long-running processes
  app.setRequest(await ServerRequest.createFromIncomingMessage(req));
  const server = app.getServer();
  server.with(async (message, next) => {
    say({ heard: message.InfoType, of: message.AuthorizerAppid || '', by: message.PreAuthCode || '' });
    return next(message);
  });
  server.handleAuthorized(async (message, next) => {
    const authorization = await app.getAuthorization(message.AuthorizationCode);
    accounts.set(authorization.getAppId(), authorization.getRefreshToken());
    return next(message);
  });
  server.handleUnauthorized(async (message, next) => {
    accounts.delete(message.AuthorizerAppid);
    return next(message);
  });
  return server.serve();
}

async function messages(req, appid) {
  const account = await app.getMiniAppWithRefreshToken(appid, accounts.get(appid));
  account.encryptor = app.getEncryptor(); // what is pushed for an account is sealed with the platform's key
  account.setRequest(await ServerRequest.createFromIncomingMessage(req));
  const server = account.getServer();
  server.with(async (message, next) => {
    say({ heard: message.Event || message.MsgType, of: appid, by: message.FromUserName });
    return next(message);
  });
  server.addMessageListener('text', async (message) => `你说: ${message.Content}`);
  return server.serve();
}

async function commit(query) {
  const account = await app.getMiniAppWithRefreshToken(query.get('appid'), accounts.get(query.get('appid')));
  const response = await account.getClient().postJson('/wxa/commit', {
    template_id: Number(query.get('template_id')), ext_json: '{}', user_version: '1.0.0', user_desc: '第一版',
  });
  return response.toObject();
}

http.createServer(async (req, res) => {
  const url = new URL(req.url, 'http://localhost');
  try {
    if (url.pathname === '/start') {
      res.end(await app.createPreAuthorizationUrl('https://isv.example.com/back'));
    } else if (url.pathname === '/commit') {
      res.end(JSON.stringify(await commit(url.searchParams)));
    } else {
      const appid = url.pathname.split('/')[1];
      const response = await (appid === 'ticket' ? infos(req) : messages(req, appid));
      res.writeHead(response.getStatusCode(), response.getHeaders());
      res.end(response.getBody().toString());
    }
  } catch (error) {
    console.error(error);
    res.writeHead(500);
    res.end(String(error));
  }
}).listen(Number(process.argv[2]), '127.0.0.1');
