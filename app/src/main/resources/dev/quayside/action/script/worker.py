# Runs scripts for Quayside, each in a forked child of its own.
#
# Reads requests from fd 0, writes frames to fd 1; see Frames.java for both. The child gets neither: it has a pipe for
# what it prints, one for what it complains about, and one for its result. Whatever arrives through these is data.
import base64, collections, ctypes, datetime, decimal, errno, functools, gc, io, itertools, json, math, os, random
import re, resource, select, signal, string, struct, sys, time, traceback, types

SCRATCH = os.getcwd()
ALONE = os.getpid() == 1          # first in a PID namespace: everything else in there belongs to the script
LOG_BUDGET = 20 * 1024 * 1024     # bytes of each stream that are passed on
SLACK = 65536                     # bytes of a result beyond its limit, for what a failure has to say
TICK = 0.05                       # seconds between looks at the memory
MAX_FILE = 64 * 1024 * 1024
MAX_PROCESSES = 64
MAX_FILES = 64


def read_all(fd, size):
    parts = []
    while size:
        part = os.read(fd, min(size, 1 << 20))
        if not part:
            os._exit(0)
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def write_all(fd, data):
    view = memoryview(data)
    while view:
        view = view[os.write(fd, view):]


# ---- the child ----

class NotJson(Exception):
    pass


def refuse(value):
    raise NotJson("a value of the type " + type(value).__name__)


def line_of(error):
    line = None
    for frame, number in traceback.walk_tb(error.__traceback__):
        if frame.f_code.co_filename == "<script>":
            line = number
    return line


def describe(error):
    try:
        return str(error)[:2000]
    except BaseException:
        return ""


def failure(code, kind, message, line=None, source=None):
    text = None
    if line and source is not None:
        lines = source.splitlines()
        text = lines[line - 1].strip()[:200] if line <= len(lines) else None
    body = {"code": code, "type": kind, "message": message, "line": line, "text": text}
    return b"F" + json.dumps(body).encode("ascii")


def evaluate(payload, limit):
    request = json.loads(payload)
    source = request["code"]
    try:
        code = compile(source, "<script>", "exec", dont_inherit=True)
    except SyntaxError as error:
        return failure("script.syntax", type(error).__name__, error.msg, error.lineno, source)
    except (ValueError, RecursionError, MemoryError) as error:
        return failure("script.syntax", type(error).__name__, describe(error))
    main = types.ModuleType("__main__")
    sys.modules["__main__"] = main
    scope = main.__dict__
    scope["input"] = request["input"]
    try:
        exec(code, scope)
    except SystemExit as error:
        if error.code is not None and error.code != 0:
            return failure("script.error", "SystemExit", describe(error), line_of(error), source)
    except MemoryError as error:
        line = line_of(error)
        scope.clear()
        return failure("script.memory", "MemoryError", "", line, source)
    except BaseException as error:
        return failure("script.error", type(error).__name__, describe(error), line_of(error), source)
    return written(scope.get("output", scope.get("result")), limit)


def written(value, limit):
    try:
        data = json.dumps(value, ensure_ascii=False, allow_nan=False, default=refuse).encode("utf-8")
    except NotJson as error:
        return failure("script.output-not-json", "", "it holds " + str(error))
    except UnicodeEncodeError:
        return failure("script.output-not-json", "", "it holds a text with half a character (a lone surrogate)")
    except (ValueError, TypeError) as error:
        return failure("script.output-not-json", "", describe(error))
    except RecursionError:
        return failure("script.output-not-json", "", "it is nested too deeply")
    except MemoryError:
        return failure("script.memory", "MemoryError", "")
    if len(data) > limit:
        return failure("script.output-too-large", "", str(len(data)))
    return b"V" + data


def limit_to(kind, amount):
    try:
        hard = resource.getrlimit(kind)[1]
        if hard != resource.RLIM_INFINITY:
            amount = min(amount, hard)
        resource.setrlimit(kind, (amount, amount))
    except (ValueError, OSError):
        pass                      # not every system has every limit; the worker watches time and memory as well


def size_now():
    try:
        with open("/proc/self/statm") as statm:
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 64 * 1024 * 1024


def child(payload, seconds, memory, limit, out, err, result):
    os.setsid()
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    os.dup2(out, 1)
    os.dup2(err, 2)
    os.dup2(result, 3)
    os.closerange(4, 256)
    os.set_inheritable(3, False)
    limit_to(resource.RLIMIT_CORE, 0)
    limit_to(resource.RLIMIT_CPU, int(seconds) + 2)
    limit_to(resource.RLIMIT_FSIZE, MAX_FILE)
    limit_to(resource.RLIMIT_NOFILE, MAX_FILES)
    limit_to(resource.RLIMIT_NPROC, MAX_PROCESSES)
    limit_to(resource.RLIMIT_AS, size_now() + memory)
    sys.stdin = open(0, "r", encoding="utf-8", closefd=False)
    sys.stdout = open(1, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
    sys.stderr = open(2, "w", encoding="utf-8", errors="backslashreplace", buffering=1, closefd=False)
    answer = evaluate(payload, limit)
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BaseException:
            pass                  # the script may have closed or replaced it
    write_all(3, answer)


# ---- the worker ----

class Channel:
    """One pipe from the child: passes on what fits the budget, counts the lines of the rest."""

    def __init__(self, fd, kind, budget):
        os.set_blocking(fd, False)
        self.fd, self.kind, self.budget, self.dropped, self.open = fd, kind, budget, 0, True

    def drain(self):
        while self.pump():
            pass

    def pump(self):
        if not self.open:
            return False
        try:
            data = os.read(self.fd, 65536)
        except BlockingIOError:
            return False
        if not data:
            self.open = False
            return False
        kept = data[:max(0, self.budget)]
        self.budget -= len(kept)
        self.dropped += data[len(kept):].count(b"\n")
        self.take(kept)
        return True

    def take(self, data):
        if data:
            frame(self.kind, data)


class Result(Channel):
    def __init__(self, fd, limit):
        super().__init__(fd, b"R", limit + SLACK)
        self.parts = []

    def take(self, data):
        self.parts.append(data)


def frame(kind, data):
    write_all(ANSWERS, struct.pack(">cI", kind, len(data)) + data)


def memory_in_use():
    total = 0
    for name in os.listdir("/proc"):
        if name.isdigit() and name != "1":
            try:
                with open("/proc/" + name + "/statm") as statm:
                    fields = statm.read().split()
                total += int(fields[1]) - int(fields[2])
            except OSError:
                pass              # it ended meanwhile
    return total * resource.getpagesize()


def end_all(pid):
    """Kills the child and all it started, and waits for their end. Returns the child's wait status."""
    status = None
    while True:
        try:
            if ALONE:
                os.kill(-1, signal.SIGKILL)
            else:
                os.killpg(pid, signal.SIGKILL)
        except (ProcessLookupError, PermissionError):
            pass
        try:
            ended, code = os.waitpid(-1, 0)
        except ChildProcessError:
            return status
        if ended == pid:
            status = code


def remove(folder):
    for name in os.listdir(folder):
        path = folder + "/" + name
        if os.path.isdir(path) and not os.path.islink(path):
            os.chmod(path, 0o700)
            remove(path)
            os.rmdir(path)
        else:
            os.unlink(path)


def clean():
    """Leaves the scratch folder empty for the next script; False if that does not work."""
    try:
        remove(SCRATCH)
        return True
    except (OSError, RecursionError):
        return False


def watch(pid, channels, end, memory):
    """Passes on what the child says until it ended. Returns why it has to be stopped, or None."""
    poller = select.poll()
    for channel in channels:
        poller.register(channel.fd, select.POLLIN)
    poller.register(REQUESTS, select.POLLIN)
    poller.register(WAKE[0], select.POLLIN)
    by_fd = {channel.fd: channel for channel in channels}
    watched = ALONE and os.path.exists("/proc/self/statm")
    look = time.monotonic() + TICK
    while True:
        now = time.monotonic()
        if now >= end:
            return "timeout"
        if watched and now >= look:
            look = now + TICK
            if memory_in_use() > memory:
                return "memory"
        for fd, _ in poller.poll(max(1, min(TICK, end - now) * 1000)):
            if fd == REQUESTS:    # nothing is due: the server is gone
                end_all(pid)
                os._exit(0)
            if fd == WAKE[0]:
                os.read(fd, 4096)
            elif not by_fd[fd].pump() and not by_fd[fd].open:
                poller.unregister(fd)
        if os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None:
            return None


def serve(payload, seconds, memory, limit):
    end = time.monotonic() + seconds
    out, err, result = os.pipe(), os.pipe(), os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            child(payload, seconds, memory, limit, out[1], err[1], result[1])
        finally:
            os._exit(0)
    for pipe in (out, err, result):
        os.close(pipe[1])
    channels = [Channel(out[0], b"O", LOG_BUDGET), Channel(err[0], b"E", LOG_BUDGET), Result(result[0], limit)]
    stopped = watch(pid, channels, end, memory)
    status = end_all(pid)
    for channel in channels:
        channel.drain()
        os.close(channel.fd)
    frame(b"R", b"".join(channels[2].parts))
    frame(b"X", json.dumps({
        "stopped": stopped,
        "signal": os.WTERMSIG(status) if status is not None and os.WIFSIGNALED(status) else None,
        "status": os.WEXITSTATUS(status) if status is not None and os.WIFEXITED(status) else None,
        "dropped": channels[0].dropped + channels[1].dropped,
        "reusable": clean(),
    }).encode("ascii"))


# Keep the two wires to the server out of the child's reach: at numbers above what the child keeps open, and in a
# process that others of its user may not look into (PR_SET_DUMPABLE).
REQUESTS = os.dup(0)
ANSWERS = os.dup(1)
NOTHING = os.open(os.devnull, os.O_RDWR)
os.dup2(NOTHING, 0)
os.dup2(NOTHING, 1)
try:
    ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)
except (OSError, AttributeError):
    pass                          # no Linux
WAKE = os.pipe()
os.set_blocking(WAKE[0], False)
os.set_blocking(WAKE[1], False)
signal.set_wakeup_fd(WAKE[1], warn_on_full_buffer=False)
signal.signal(signal.SIGCHLD, lambda number, stack: None)
signal.signal(signal.SIGINT, signal.SIG_IGN)
gc.collect()
gc.freeze()
frame(b"H", b"%d.%d" % sys.version_info[:2])
while True:
    size, milliseconds, memory, limit = struct.unpack(">IQQQ", read_all(REQUESTS, 28))
    serve(read_all(REQUESTS, size), milliseconds / 1000, memory, limit)
