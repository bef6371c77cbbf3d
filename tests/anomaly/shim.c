/* Loaded before libc: fails the n-th write, sync, rename or opening below one folder, as a disk or a power cut would.

   Faults: 1 the disk is full from the n-th on (the n-th write is a short one), 2 the n-th fails with EIO,
   3 the process is killed at the n-th (a write by half), 4 the power goes: killed, and every byte that was not
   synced since it was written is as it was before (zero where the file ended). A renaming whose folder was not synced
   is undone. Armed by Python (ctypes) in the process that is to suffer. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/uio.h>
#include <unistd.h>

enum { NONE, FULL, IO, KILLED, POWER };
enum { READS, WRITES, SYNCS, NAMES, KINDS };

#define MOST 65536
static struct { int fd; dev_t dev; ino_t ino; off_t at; size_t size; char *before; } unsynced[MOST];
static int unsynced_count;
#define MOST_NAMES 256
static struct { char from[PATH_MAX], to[PATH_MAX], replaced[PATH_MAX]; } renamed[MOST_NAMES];
static int renamed_count;
static char root[PATH_MAX];
static size_t root_length;
static int fault;
static long wanted, count, kinds[KINDS];

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))

void anomaly_arm(const char *folder, long n, int how) {
    strncpy(root, folder, sizeof root - 1);
    root_length = strlen(root);
    count = 0;
    memset(kinds, 0, sizeof kinds);
    wanted = n;
    fault = how;
}

long anomaly_disarm(void) {
    root_length = 0;
    return count;
}

/* How many openings for reading, writes, syncs, and openings for writing or renamings there were. */
long anomaly_kind(int kind) { return kinds[kind]; }

static int below(const char *path) {
    return root_length && !strncmp(path, root, root_length) && (path[root_length] == '/' || !path[root_length]);
}

static int below_fd(int fd) {
    char link[64], path[PATH_MAX];
    if (!root_length) return 0;
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, path, sizeof path - 1);
    if (size < 0) return 0;
    path[size] = 0;
    return below(path);
}

static int below_at(int folder, const char *path) {
    return path[0] == '/' ? below(path) : folder != AT_FDCWD && below_fd(folder);
}

static void lose_unsynced(void) {
    for (int i = unsynced_count - 1; i >= 0; i--)
        REAL(pwrite)(unsynced[i].fd, unsynced[i].before, unsynced[i].size, unsynced[i].at);
    for (int i = renamed_count - 1; i >= 0; i--) {
        REAL(rename)(renamed[i].to, renamed[i].from);
        if (renamed[i].replaced[0]) REAL(rename)(renamed[i].replaced, renamed[i].to);
    }
}

/* Before a renaming: what bore the name until now is kept beside the folder, for it may come back. */
static void remember_name(const char *from, const char *to) {
    if (fault != POWER || renamed_count == MOST_NAMES) return;
    strncpy(renamed[renamed_count].from, from, PATH_MAX - 1);
    strncpy(renamed[renamed_count].to, to, PATH_MAX - 1);
    snprintf(renamed[renamed_count].replaced, PATH_MAX, "%.4000s.replaced-%d", root, renamed_count);
    unlink(renamed[renamed_count].replaced);
    if (link(to, renamed[renamed_count].replaced)) renamed[renamed_count].replaced[0] = 0;
    renamed_count++;
}

/* A folder that is synced keeps the names in it. */
static void synced_names(int fd) {
    char link[64], folder[PATH_MAX];
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    ssize_t size = readlink(link, folder, sizeof folder - 1);
    int left = 0;
    if (size < 0) return;
    folder[size] = 0;
    for (int i = 0; i < renamed_count; i++) {
        const char *name = strrchr(renamed[i].to, '/');
        if (name - renamed[i].to != size || strncmp(renamed[i].to, folder, size)) renamed[left++] = renamed[i];
    }
    renamed_count = left;
}

/* Before a write: what lies there now, zeros past the end, is what a power cut would leave. */
static void remember(int fd, off_t at, ssize_t size) {
    struct stat now;
    if (fault != POWER || size <= 0 || unsynced_count == MOST || fstat(fd, &now)) return;
    int kept = -1;
    for (int i = 0; i < unsynced_count && kept < 0; i++)
        if (unsynced[i].dev == now.st_dev && unsynced[i].ino == now.st_ino) kept = unsynced[i].fd;
    if (kept < 0) { /* of its own: a copy of this one would let go of the locks on it when it is closed */
        char link[64];
        snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
        kept = REAL(open)(link, O_RDWR);
        if (kept < 0) return;
    }
    unsynced[unsynced_count].fd = kept;
    unsynced[unsynced_count].dev = now.st_dev;
    unsynced[unsynced_count].ino = now.st_ino;
    unsynced[unsynced_count].before = calloc(1, size);
    if (pread(kept, unsynced[unsynced_count].before, size, at) < 0) return;
    unsynced[unsynced_count].at = at;
    unsynced[unsynced_count++].size = size;
}

static void synced(int fd) {
    struct stat now;
    int left = 0;
    if (fault != POWER || fstat(fd, &now)) return;
    if (S_ISDIR(now.st_mode)) synced_names(fd);
    for (int i = 0; i < unsynced_count; i++)
        if (unsynced[i].dev != now.st_dev || unsynced[i].ino != now.st_ino) unsynced[left++] = unsynced[i];
        else free(unsynced[i].before);
    unsynced_count = left; /* the file stays open: closing it would drop the locks that SQLite holds on it */
}

/* Whether this operation fails (errno is set); at a kill it does not come back. */
static int fails(int kind) {
    long n = __sync_add_and_fetch(&count, 1);
    __sync_add_and_fetch(&kinds[kind], 1);
    if (fault == IO && n == wanted) return errno = EIO, 1;
    if (fault == FULL && n >= wanted && kind != READS && (kind != SYNCS || n == wanted)) return errno = ENOSPC, 1;
    if (fault == POWER && n == wanted) lose_unsynced();
    if ((fault == KILLED || fault == POWER) && n == wanted) kill(getpid(), SIGKILL), pause();
    return 0;
}

/* How much of a write of this size still goes through: all of it, half, or -1 for an error. */
static ssize_t goes(size_t size) {
    if (fault == FULL && count + 1 == wanted && size > 1) return __sync_add_and_fetch(&kinds[WRITES], 1), __sync_add_and_fetch(&count, 1), size / 2;
    return fails(WRITES) ? -1 : (ssize_t)size;
}

static int is_half_kill(size_t size) { return fault == KILLED && count + 1 == wanted && size > 1; }

ssize_t write(int fd, const void *data, size_t size) {
    if (!below_fd(fd)) return REAL(write)(fd, data, size);
    if (is_half_kill(size)) REAL(write)(fd, data, size / 2);
    ssize_t left = goes(size);
    if (left < 0) return -1;
    remember(fd, lseek(fd, 0, SEEK_CUR), left);
    return REAL(write)(fd, data, left);
}

ssize_t pwrite(int fd, const void *data, size_t size, off_t at) {
    if (!below_fd(fd)) return REAL(pwrite)(fd, data, size, at);
    if (is_half_kill(size)) REAL(pwrite)(fd, data, size / 2, at);
    ssize_t left = goes(size);
    if (left < 0) return -1;
    remember(fd, at, left);
    return REAL(pwrite)(fd, data, left, at);
}
ssize_t pwrite64(int fd, const void *data, size_t size, off_t at) { return pwrite(fd, data, size, at); }

ssize_t writev(int fd, const struct iovec *parts, int number) {
    return below_fd(fd) && fails(WRITES) ? -1 : REAL(writev)(fd, parts, number);
}
ssize_t sendfile(int out, int in, off_t *at, size_t size) {
    return below_fd(out) && fails(WRITES) ? -1 : REAL(sendfile)(out, in, at, size);
}
ssize_t sendfile64(int out, int in, off_t *at, size_t size) { return sendfile(out, in, at, size); }

int fsync(int fd) {
    if (below_fd(fd) && fails(SYNCS)) return -1;
    int done = REAL(fsync)(fd);
    if (!done) synced(fd);
    return done;
}
int fdatasync(int fd) {
    if (below_fd(fd) && fails(SYNCS)) return -1;
    int done = REAL(fdatasync)(fd);
    if (!done) synced(fd);
    return done;
}

int ftruncate(int fd, off_t size) { return below_fd(fd) && fails(WRITES) ? -1 : REAL(ftruncate)(fd, size); }
int ftruncate64(int fd, off_t size) { return ftruncate(fd, size); }
int posix_fallocate(int fd, off_t at, off_t size) {
    return below_fd(fd) && fails(WRITES) ? errno : REAL(posix_fallocate)(fd, at, size);
}
int posix_fallocate64(int fd, off_t at, off_t size) { return posix_fallocate(fd, at, size); }

int openat(int folder, const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    if (below_at(folder, path) && fails(flags & O_CREAT ? NAMES : READS)) return -1;
    return REAL(openat)(folder, path, flags, mode);
}
int openat64(int folder, const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return openat(folder, path, flags, mode);
}
int open(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return openat(AT_FDCWD, path, flags, mode);
}
int open64(const char *path, int flags, ...) {
    va_list more;
    va_start(more, flags);
    mode_t mode = flags & (O_CREAT | __O_TMPFILE) ? va_arg(more, mode_t) : 0;
    va_end(more);
    return openat(AT_FDCWD, path, flags, mode);
}

int rename(const char *from, const char *to) {
    if (!below(to)) return REAL(rename)(from, to);
    if (fails(NAMES)) return -1;
    remember_name(from, to);
    return REAL(rename)(from, to);
}
int mkdir(const char *path, mode_t mode) { return below(path) && fails(NAMES) ? -1 : REAL(mkdir)(path, mode); }

/* A disk that was found full says so to whoever asks how much room it has. */
int statvfs64(const char *path, struct statvfs64 *room) {
    int done = REAL(statvfs64)(path, room);
    if (!done && fault == FULL && below(path) && count >= wanted) room->f_bavail = room->f_bfree = 0;
    return done;
}
int statvfs(const char *path, struct statvfs *room) {
    int done = REAL(statvfs)(path, room);
    if (!done && fault == FULL && below(path) && count >= wanted) room->f_bavail = room->f_bfree = 0;
    return done;
}
