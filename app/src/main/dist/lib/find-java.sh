# Finds a JDK of version 25 or newer by reading `release` files; starts no JVM. To be sourced by bash.

# Prints the home of a JDK whose bin/$1 exists (java to run, javac to build); fails if there is none.
# Order: JAVA_HOME, PATH, the usual folders.
find_java() {
    local tool=$1 home on_path
    if [[ -n ${JAVA_HOME:-} ]] && usable_java "$JAVA_HOME" "$tool"; then
        printf '%s\n' "$JAVA_HOME"
        return
    fi
    if on_path=$(type -P java) && on_path=$(readlink -f "$on_path" 2>/dev/null); then
        home=${on_path%/bin/java}
        if usable_java "$home" "$tool"; then
            printf '%s\n' "$home"
            return
        fi
    fi
    for home in /usr/lib/jvm/* /opt/* /opt/*/* ~/.sdkman/candidates/java/* ~/.jdks/* \
        ~/.jdks/*/Contents/Home /Library/Java/JavaVirtualMachines/*/Contents/Home \
        ~/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        if usable_java "$home" "$tool"; then
            printf '%s\n' "$home"
            return
        fi
    done
    return 1
}

# Whether folder $1 is a JDK of version 25 or newer with bin/$2.
usable_java() {
    local line
    [[ -f $1/release && -x $1/bin/$2 ]] || return 1
    while read -r line; do
        [[ $line =~ ^JAVA_VERSION=\"?([0-9]+) ]] && ((BASH_REMATCH[1] >= 25)) && return 0
    done <"$1/release"
    return 1
}

# Says on stderr what is missing and how to get it.
say_java_is_missing() {
    {
        echo "error: Quayside needs a JDK of version 25 or newer, and none was found."
        if [[ -n ${JAVA_HOME:-} ]]; then
            echo "  JAVA_HOME is $JAVA_HOME, which is not one."
        fi
        echo "  Looked at JAVA_HOME, PATH, /usr/lib/jvm, /opt, ~/.sdkman, ~/.jdks and /Library/Java."
        echo "  To get one: https://adoptium.net/temurin/releases/?version=25"
        echo "  (Debian: apt install temurin-25-jdk from their repository; macOS: brew install openjdk; SDKMAN: sdk install java 25-tem)"
        echo "  If you have one elsewhere: export JAVA_HOME=/path/to/it"
    } >&2
}
