export default () => new Response("ok")
