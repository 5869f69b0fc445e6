/* What goes through a pseudo-terminal: lines, echo, end of file, both ends closed. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static int master, slave;

static void show(const char *what, const char *bytes, int n)
{
    printf("%s: ", what);
    if (n < 0)
        printf("errno %d", errno);
    for (int i = 0; i < n; i++)
        if (bytes[i] < ' ' || bytes[i] == 127)
            printf("\\%o", bytes[i]);
        else
            putchar(bytes[i]);
    putchar('\n');
}

static void say_read(const char *what, int fd)
{
    char bytes[256];
    int n = read(fd, bytes, sizeof bytes);
    show(what, bytes, n);
}

static int bits(int fd)
{
    struct pollfd entry = {fd, POLLIN | POLLOUT, 0};
    poll(&entry, 1, 0);
    return entry.revents;
}

/* What is typed takes effect a little later. */
static void type(const char *keys)
{
    struct timespec pause = {0, 30000000};
    if (write(master, keys, strlen(keys)) < 0)
        printf("typing: errno %d\n", errno);
    nanosleep(&pause, 0);
}

static void mode(int local, int on)
{
    struct termios settings;
    tcgetattr(slave, &settings);
    settings.c_lflag = on ? settings.c_lflag | local : settings.c_lflag & ~local;
    tcsetattr(slave, TCSANOW, &settings);
}

int main(void)
{
    int number = -1;
    setvbuf(stdout, 0, _IOLBF, 0);
    master = posix_openpt(O_RDWR | O_NOCTTY);
    grantpt(master);
    unlockpt(master);
    printf("number %d\n", ioctl(master, TIOCGPTN, &number) == 0 && number >= 0);
    slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    printf("terminals %d %d\n", isatty(master), isatty(slave));
    printf("master %x slave %x\n", bits(master), bits(slave));
    type("hello\n");
    say_read("slave reads", slave);
    say_read("echo", master);
    type("two\nlines\n");
    say_read("first", slave);
    say_read("second", slave);
    say_read("echo", master);
    type("abx\177c\025rest\027word\n");
    say_read("edited", slave);
    say_read("echo", master);
    type("no newline\004");
    say_read("up to ^D", slave);
    type("\004");
    say_read("^D alone", slave);
    say_read("echo", master);
    if (write(slave, "out\nput\n", 8) != 8)
        return 1;
    printf("master %x slave %x\n", bits(master), bits(slave));
    say_read("master reads", master);
    mode(ECHO, 0);
    type("silent\n");
    say_read("slave reads", slave);
    printf("master %x slave %x\n", bits(master), bits(slave));
    mode(ICANON, 0);
    type("x");
    say_read("without lines", slave);
    mode(ICANON | ECHO, 1);

    fcntl(slave, F_SETFL, O_NONBLOCK);
    say_read("nothing there", slave);
    fcntl(master, F_SETFL, O_NONBLOCK);
    say_read("nothing printed", master);
    char block[1024];
    memset(block, 'b', sizeof block);
    int limit = 0;
    while (write(slave, block, sizeof block) > 0 && limit < 1000)
        limit++;
    printf("a full screen stops the writer: %d, errno %d\n", limit < 1000, errno);
    printf("slave %x\n", bits(slave));
    while (read(master, block, sizeof block) > 0)
        continue;
    printf("slave %x\n", bits(slave));

    type("\023");
    printf("after ^S: %d, errno %d\n", (int)write(slave, "held", 4), errno);
    type("\021");
    printf("after ^Q: %d\n", (int)write(slave, "free", 4));
    say_read("master reads", master);
    printf("stop: %d\n", ioctl(slave, TCXONC, TCOOFF));
    printf("held: %d\n", (int)write(slave, "held", 4));
    printf("go on: %d\n", ioctl(slave, TCXONC, TCOON));
    printf("bad: %d", ioctl(slave, TCXONC, 9));
    printf(" %d\n", errno);
    printf("bad: %d", ioctl(slave, TCFLSH, 9));
    printf(" %d\n", errno);

    close(slave);
    say_read("slave closed", master);
    printf("master %x\n", bits(master));
    slave = open(ptsname(master), O_RDWR | O_NOCTTY | O_NONBLOCK);
    say_read("slave open again", master);
    if (write(slave, "last", 4) != 4)
        return 1;
    close(slave);
    say_read("last words", master);
    say_read("then", master);
    slave = open(ptsname(master), O_RDWR | O_NOCTTY);
    close(master);
    say_read("master closed", slave);
    printf("write: %d", (int)write(slave, "x", 1));
    printf(" errno %d\n", errno);
    printf("slave %x\n", bits(slave));
    return 0;
}
