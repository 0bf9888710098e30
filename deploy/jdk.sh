# Sourced by the commands of this folder: finds a JDK 25 and exports JAVA_HOME, or ends with one line
# that says what to do. A JDK is looked for in JAVA_HOME, on the path and where systems put one.

# is_jdk25 HOME: does a complete JDK 25 (not only a runtime) lie there?
is_jdk25() {
  [ -x "$1/bin/javac" ] && grep -q '^JAVA_VERSION="25[".]' "$1/release" 2>/dev/null
}

# jdk_candidates: places where a JDK may lie, the likeliest first, one a line.
jdk_candidates() {
  printf '%s\n' "${JAVA_HOME:-}"
  local java
  java=$(command -v java) && java=$(readlink -f "$java" 2>/dev/null) && dirname "$(dirname "$java")"
  if [ -x /usr/libexec/java_home ]; then /usr/libexec/java_home -v 25 2>/dev/null; fi
  local place
  for place in /usr/lib/jvm/* /usr/java/* /opt/*jdk* /opt/java/* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home \
    /opt/homebrew/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home \
    /usr/local/opt/openjdk@25/libexec/openjdk.jdk/Contents/Home; do
    if [ -d "$place" ]; then printf '%s\n' "$place"; fi
  done
}

use_jdk25_if_any() {
  local home
  while IFS= read -r home; do
    if [ -n "$home" ] && is_jdk25 "$home"; then
      export JAVA_HOME="$home"
      return 0
    fi
  done <<EOF
$(jdk_candidates)
EOF
  return 1
}

# On Debian and Ubuntu, as root, the distribution's own package.
install_jdk25() {
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || return 1
  apt-get -qq update >&2 || true
  local package
  for package in temurin-25-jdk openjdk-25-jdk-headless; do
    if apt-cache policy "$package" 2>/dev/null | grep -q 'Candidate: [0-9]'; then
      echo "Installing $package …" >&2
      DEBIAN_FRONTEND=noninteractive apt-get -qq install -y "$package" >&2 && return 0
    fi
  done
  return 1
}

use_jdk25_if_any || { install_jdk25 && use_jdk25_if_any; } || {
  echo "Stowage needs a JDK 25: install one (for example Temurin 25, https://adoptium.net) and set JAVA_HOME to it." >&2
  exit 1
}
