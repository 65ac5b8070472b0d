# Runs a command in a root of its own: read-only, with nothing in it but the given paths, /proc and an empty /tmp.
# Called inside fresh namespaces:  sh isolate.sh ROOT PATH... --writable FOLDER... -- COMMAND...
set -e
umask 022
root=$1
shift
mount -t tmpfs -o size=4m,mode=755,nosuid,nodev quayside "$root"
cd "$root"
mkdir proc tmp dev
mount -t tmpfs -o size=64m,nr_inodes=4096,mode=1777,nosuid,nodev,noexec quayside tmp
mount -t proc -o nosuid,nodev,noexec proc proc 2>/dev/null || true
for device in null zero random urandom; do
  : >dev/$device
  mount --bind /dev/$device dev/$device
done
while [ "$1" != --writable ]; do
  if [ -h "$1" ]; then
    mkdir -p ".${1%/*}"
    ln -s "$(readlink "$1")" ".$1"
  elif [ -e "$1" ]; then
    if [ -d "$1" ]; then
      mkdir -p ".$1"
    else
      mkdir -p ".${1%/*}"
      : >".$1"
    fi
    mount --bind "$1" ".$1"
    mount -o remount,bind,ro ".$1" 2>/dev/null \
      || mount -o remount,bind,ro,nosuid,nodev ".$1" 2>/dev/null \
      || mount -o remount,bind,ro,nosuid,nodev,noatime ".$1"
  fi
  shift
done
shift
while [ "$1" != -- ]; do
  mkdir -p ".$1"
  mount --bind "$1" ".$1"
  mount -o remount,bind,nosuid,nodev,noexec ".$1" 2>/dev/null \
    || mount -o remount,bind,nosuid,nodev,noexec,noatime ".$1"
  shift
done
shift
mount -o remount,bind,ro,nosuid,nodev "$root"
pivot_root . .
umount -l .
cd /tmp
exec env -i LANG=C.UTF-8 "$@"
