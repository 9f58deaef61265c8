// A page that says its version and, by its secret's length, that the secret arrived.
const http = require('node:http');
const { readFileSync } = require('node:fs');

const version = process.env.SITE_VERSION;

function secret() {
  return JSON.parse(readFileSync(process.env.SECRETS_FILE ?? '/run/secrets/secrets.json', 'utf8'));
}

const server = http.createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  try {
    const { apiKey } = secret();
    if (request.url === '/health') response.end(JSON.stringify({ status: 'healthy', version }));
    else response.end(JSON.stringify({ site: 'site', version, secret: apiKey.length }));
  } catch (error) {
    response.statusCode = 500;
    response.end(JSON.stringify({ status: 'unhealthy', error: error.message }));
  }
});
server.keepAliveTimeout = 65_000;
server.listen(8080);

process.on('SIGTERM', () => {
  server.close(() => process.exit(0));
  server.closeIdleConnections();
});
