/**
 * A Docker whose containers are files of a folder, by their ids: `RUNS RESTART-POLICY /NAME`. Each is of a
 * service that is called as it is, of project `src`.
 */
export const dockerOfFiles = (folder: string): string => `
dir="${folder}"
put() { read -r running policy name <"$dir/$1"; echo "\${2:-$running} \${3:-$policy} $name" >"$dir/$1"; }
case $1 in
compose) exit 1 ;;
ps) ls "$dir" ;;
version) ;;
inspect)
  for last; do :; done
  read -r running policy name <"$dir/$last"
  case $* in
    *State.Running*) echo "$running $name"; exit ;;
    *RestartPolicy*) echo "$last $policy $name"; exit ;;
    *-f*) echo "$name"; exit ;;
  esac
  separator=[
  for id in $(ls "$dir"); do
    read -r running policy name <"$dir/$id"
    status=exited
    [ "$running" = false ] || status=running
    printf '%s{"Id":"%s","Name":"%s","State":{"Status":"%s"},"HostConfig":{"RestartPolicy":{"Name":"%s"}},' "$separator" "$id" "$name" "$status" "$policy"
    printf '"Config":{"Labels":{"com.docker.compose.project":"src","com.docker.compose.service":"%s","com.docker.compose.container-number":"1"}}}' "$id"
    separator=,
  done
  echo ] ;;
update) put "$3" '' "\${2#--restart=}" ;;
stop) shift; for id; do put "$id" false; done ;;
start) shift; for id; do put "$id" true; done ;;
esac`;
