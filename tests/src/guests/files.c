/* Files and directories through the C library: stdio, stat, directories, links, seek, truncate. */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void say(const char *what, long value)
{
    printf("%s: %ld%s%s\n", what, value, value < 0 ? " " : "", value < 0 ? strerror(errno) : "");
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static void list(const char *name)
{
    struct dirent **entries;
    int n = scandir(name, &entries, visible, by_name);
    say("entries", n);
    for (int i = 0; i < n; i++)
        printf("  %s type %d\n", entries[i]->d_name, entries[i]->d_type);
}

static void say_stat(const char *name)
{
    struct stat is;
    if (lstat(name, &is) < 0) {
        say(name, -1);
        return;
    }
    printf("%s: mode %o links %d size %lld\n", name, is.st_mode, (int)is.st_nlink,
           S_ISDIR(is.st_mode) ? 0LL : (long long)is.st_size);
}

int main(void)
{
    char buffer[100];
    umask(022);
    say("mkdir", mkdir("/tmp/files", 0777));
    say("again", mkdir("/tmp/files", 0777));
    say("chdir", chdir("/tmp/files"));
    printf("cwd %s\n", getcwd(buffer, sizeof buffer));
    FILE *file = fopen("text", "w+");
    for (int i = 0; i < 1000; i++)
        fprintf(file, "line %04d\n", i);
    fseek(file, 5005 * 2, SEEK_SET);
    say("tell", ftell(file));
    fseek(file, 5000, SEEK_SET);
    say("line", fgets(buffer, sizeof buffer, file) != NULL);
    fputs(buffer, stdout);
    fclose(file);
    say_stat("text");
    say("chmod", chmod("text", 0640));
    say("link", link("text", "hard"));
    say("symlink", symlink("text", "soft"));
    say("dangling", symlink("nowhere", "dangling"));
    say("readlink", readlink("soft", buffer, sizeof buffer));
    say_stat("hard");
    say_stat("soft");
    say("open dangling", open("dangling", O_RDONLY));
    say("rename", rename("hard", "renamed"));
    say_stat("hard");
    say_stat("renamed");
    say("truncate", truncate("text", 10));
    say_stat("renamed");
    int fd = open("text", O_RDWR | O_APPEND);
    say("append", write(fd, "0123456789", 10));
    say("seek", lseek(fd, -4, SEEK_END));
    say("read", read(fd, buffer, sizeof buffer));
    say("seek before the start", lseek(fd, -1, SEEK_SET));
    say("pread", pread(fd, buffer, 4, 10));
    say("pwrite", pwrite(fd, "abc", 3, 100));
    say("close", close(fd));
    say("close again", close(fd));
    say_stat("text");
    fd = open("hole", O_RDWR | O_CREAT | O_EXCL, 0600);
    say("lseek beyond", lseek(fd, 100000, SEEK_SET));
    say("write", write(fd, "x", 1));
    say("pread of the hole", pread(fd, buffer, 10, 50000));
    say("zero", buffer[0] | buffer[9]);
    say("O_EXCL", open("hole", O_CREAT | O_EXCL | O_WRONLY, 0600));
    say("O_DIRECTORY", open("hole", O_DIRECTORY));
    say("write to a directory", open(".", O_WRONLY));
    say("read a directory", read(open(".", O_RDONLY), buffer, 10));
    say("below a file", open("text/x", O_RDONLY));
    say("rmdir full", (mkdir("sub", 0755), creat("sub/x", 0644), rmdir("sub")));
    list(".");
    say("unlink a directory", unlink("sub"));
    say("rmdir a file", rmdir("text"));
    say("unlinked file stays readable", (unlink("hole"), pread(fd, buffer, 1, 100000)));
    say("unlink sub/x", unlink("sub/x"));
    say("rmdir", rmdir("sub"));
    say("no such file", access("absent", F_OK));
    say("access", access("text", R_OK | W_OK));
    list("/tmp/files");
    int copy = dup(1);
    say("dup is new", copy > 2);
    say("fcntl flags", fcntl(copy, F_GETFD));
    say("set close on exec", fcntl(copy, F_SETFD, FD_CLOEXEC));
    say("fcntl flags", fcntl(copy, F_GETFD));
    return system("exit 3") == 3 << 8 ? 0 : 1;
}
