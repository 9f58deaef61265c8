# The roost worker. glibc is a must: Temporal's SDK has no build for musl.
ARG BASE=debian:trixie-slim

FROM ${BASE} AS build
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates nodejs npm \
 && rm -rf /var/lib/apt/lists/*
# Node.js of the line that roost recommends, as npm brings it; Debian's own is the oldest that roost accepts.
ARG NODE=24
RUN npm install --prefix /tmp/node --no-save "node-$(node -p 'process.platform + "-" + process.arch')@$NODE" \
 && install -m 0755 /tmp/node/node_modules/node-*/bin/node /usr/local/bin/node
WORKDIR /opt/roost
COPY package.json package-lock.json .npmrc ./
# Install scripts only build optional accelerators.
RUN npm ci --ignore-scripts --omit=dev
COPY . .
RUN node scripts/build.js
# Path in the build context of a sops to bring along; without it the official release is fetched and checked.
ARG SOPS=""
RUN if [ -n "$SOPS" ]; then install -D -m 0755 "$SOPS" /tools/sops; \
    else XDG_CACHE_HOME=/tmp/cache node -e "require('./dist/tools').findTool('sops', { log: console.log }).catch((error) => { console.error(error.message); process.exit(1); })" \
      && install -D -m 0755 /tmp/cache/roost/bin/sops /tools/sops; fi

FROM ${BASE}
RUN apt-get update \
 && apt-get install -y --no-install-recommends ca-certificates libstdc++6 openssh-client restic rsync \
 && rm -rf /var/lib/apt/lists/* \
 && useradd --uid 1000 --user-group --create-home --home-dir /var/lib/roost --shell /usr/sbin/nologin roost
COPY --from=build /tools/sops /usr/local/bin/node /usr/local/bin/
COPY --from=build /opt/roost/node_modules /opt/roost/node_modules
COPY --from=build /opt/roost/dist /opt/roost/dist
COPY --from=build /opt/roost/package.json /opt/roost/roost /opt/roost/
RUN ln -s /opt/roost/roost /usr/local/bin/roost
ENV NODE_ENV=production \
    HOME=/var/lib/roost \
    XDG_STATE_HOME=/var/lib/roost/state \
    XDG_CACHE_HOME=/var/lib/roost/cache \
    MALLOC_ARENA_MAX=2
USER roost
WORKDIR /var/lib/roost
VOLUME /var/lib/roost
STOPSIGNAL SIGTERM
# The heap stays below what a container of 1 GB has; Temporal's native part needs the rest.
CMD ["node", "--enable-source-maps", "--max-old-space-size=700", "/opt/roost/dist/workers/main.js"]
