/* Process groups and sessions: who may move whom where, and every way to be refused. */
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static void say(const char *what, int result)
{
    if (result < 0)
        printf("%s: errno %d\n", what, errno);
    else
        printf("%s: ok\n", what);
}

static void say_same(const char *what, pid_t one, pid_t other)
{
    printf("%s: %s\n", what, one == other ? "yes" : "no");
}

/* A child that does as told by a letter at a time: e exec, s setsid, q quit. */
struct child {
    pid_t pid;
    int commands, answers;
};

static struct child start(void)
{
    struct child c;
    int down[2], up[2];
    if (pipe(down) || pipe(up))
        exit(1);
    c.pid = fork();
    if (c.pid == 0) {
        char letter;
        close(down[1]);
        close(up[0]);
        while (read(down[0], &letter, 1) == 1) {
            if (letter == 's' && setsid() != getpid())
                letter = '!';
            if (letter == 'e') {
                if (write(up[1], "e", 1) != 1)
                    _exit(1);
                dup2(down[0], 0);
                execl("/proc/self/exe", "job-groups", "hold", (char *)0);
            }
            if (write(up[1], &letter, 1) != 1)
                _exit(1);
        }
        _exit(0);
    }
    close(down[0]);
    close(up[1]);
    c.commands = down[1];
    c.answers = up[0];
    return c;
}

static void tell(struct child *c, char letter)
{
    char answer;
    if (write(c->commands, &letter, 1) != 1 || read(c->answers, &answer, 1) != 1)
        exit(1);
    if (answer != letter)
        printf("child answers %c\n", answer);
    if (letter == 'e')
        while (read(c->answers, &answer, 1) == 1) /* closed by execve: see hold */
            if (answer == 'h')
                break;
}

static void finish(struct child *c)
{
    close(c->commands);
    close(c->answers);
    waitpid(c->pid, 0, 0);
}

int main(int argc, char **argv)
{
    (void)argv;
    if (argc > 1) {
        char byte;
        for (int fd = 3; fd < 16; fd++)
            if (write(fd, "h", 1) == 1)
                close(fd);
        while (read(0, &byte, 1) == 1)
            continue;
        return 0;
    }
    setvbuf(stdout, 0, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    setpgid(0, 0);
    pid_t self = getpid();
    say_same("own group", getpgrp(), self);
    say_same("getpgid of 0", getpgid(0), self);
    say_same("session of 0", getsid(0), getsid(self));
    say("setsid of a group leader", setsid());
    say("negative group", setpgid(0, -1));
    say("no such process", setpgid(30000, 0));
    say("somebody else", setpgid(getppid(), 0));
    say("no such group", setpgid(0, 30000));
    say("getpgid of nobody", getpgid(30000));
    say("getpgid of -1", getpgid(-1));
    say("getsid of nobody", getsid(30000));
    say("group of its own", setpgid(0, 0));

    struct child a = start(), b = start();
    say_same("child inherits the group", getpgid(a.pid), self);
    say("child into its own group", setpgid(a.pid, 0));
    say_same("child leads", getpgid(a.pid), a.pid);
    say("second joins the first", setpgid(b.pid, a.pid));
    say_same("second in there", getpgid(b.pid), a.pid);
    say("self joins the child", setpgid(0, a.pid));
    say_same("self in there", getpgrp(), a.pid);
    say("self back", setpgid(0, 0));

    tell(&b, 'e');
    say("child after execve", setpgid(b.pid, 0));
    say_same("still in there", getpgid(b.pid), a.pid);
    finish(&a);
    say_same("group outlives its leader", getpgid(b.pid), a.pid);
    say("a group whose leader is gone", setpgid(0, a.pid));
    say("self back", setpgid(0, 0));
    say("signal to that group", kill(-a.pid, 0));
    finish(&b);
    say("signal to an empty group", kill(-a.pid, 0));
    say("an empty group", setpgid(0, a.pid));

    struct child c = start();
    tell(&c, 's');
    say_same("new session", getsid(c.pid), c.pid);
    say_same("new session's group", getpgid(c.pid), c.pid);
    say("session leader by its parent", setpgid(c.pid, 0));
    say("group of another session", setpgid(0, c.pid));
    kill(c.pid, SIGKILL);
    siginfo_t info;
    waitid(P_PID, c.pid, &info, WEXITED | WNOWAIT);
    say_same("a zombie keeps its group", getpgid(c.pid), c.pid);
    say_same("and its session", getsid(c.pid), c.pid);
    say("a zombie of another session", setpgid(c.pid, 0));
    finish(&c);
    say("getpgid of a collected one", getpgid(c.pid));

    pid_t leader = fork();
    if (leader == 0) {
        say("setsid", setsid());
        say("setsid twice", setsid());
        say("setpgid by a session leader", setpgid(0, 0));
        pid_t member = fork();
        if (member == 0) {
            say_same("inherits the session", getsid(0), getppid());
            say("setpgid of a member", setpgid(0, 0));
            say("setsid of a group leader", setsid());
            say("back to the session leader's group", setpgid(0, getppid()));
            say("setsid of a member", setsid());
            _exit(0);
        }
        waitpid(member, 0, 0);
        _exit(0);
    }
    waitpid(leader, 0, 0);
    return 0;
}
