// A server on node-easywechat that hears what WeChat pushes, as its users write it. Nothing here knows of wxlocal.
const http = require('http');
const { OfficialAccount, MiniApp, ServerRequest } = require('node-easywechat');

const config = {
  app_id: process.env.APPID, secret: 'not needed here', token: process.env.TOKEN, aes_key: process.env.AES_KEY,
};
const Kind = process.env.KIND === 'mini_program' ? MiniApp : OfficialAccount;

http.createServer(async (req, res) => {
  try {
    const app = new Kind(config);
    app.setRequest(await ServerRequest.createFromIncomingMessage(req));
    const server = app.getServer();
    server.with(async (message, next) => {
      console.log(message.MsgType, message.Event || '', message.FromUserName, message.MsgId || '');
      return next(message);
    });
    server.addMessageListener('text', async (message) => `你说: ${message.Content}`);
    server.addMessageListener('image', async (message) => ({ MsgType: 'image', Image: { MediaId: message.MediaId } }));
    server.addEventListener('subscribe', async () => '欢迎关注');
    const response = await server.serve();
    res.writeHead(response.getStatusCode(), response.getHeaders());
    res.end(response.getBody().toString());
  } catch (error) {
    console.error(error);
    res.writeHead(500);
    res.end(String(error));
  }
}).listen(Number(process.argv[2]), '127.0.0.1');
