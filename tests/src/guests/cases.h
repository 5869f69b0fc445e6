/*
 * A program of named cases over the C library. `PROGRAM NAME...` runs the named cases, `PROGRAM`
 * alone all of them; each prints facts that hold under every schedule and at every speed.
 */
#ifndef CASES_H
#define CASES_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

struct named_case {
    const char *name;
    void (*run)(void);
};

static inline int run_cases(const struct named_case *cases, int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 512);
    for (const struct named_case *c = cases; c->name; c++) {
        int wanted = argc == 1;
        for (int i = 1; i < argc; i++)
            wanted |= strcmp(argv[i], c->name) == 0;
        if (wanted) {
            printf("-- %s\n", c->name);
            fflush(stdout);
            c->run();
        }
    }
    return 0;
}

/* For handlers: one line by one write, no library state. */
static inline void tell(const char *text)
{
    ssize_t ignored = write(1, text, strlen(text));
    (void)ignored;
}

static inline void pause_ms(int milliseconds)
{
    struct timespec rest = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    while (nanosleep(&rest, &rest) == -1 && errno == EINTR)
        ;
}

/* "name: ok" or "name: EINTR" for a result of 0 or more, or -1 with errno. */
static inline const char *outcome(long result)
{
    return result >= 0 ? "ok" : strerrorname_np(errno);
}

/* The name of an error number as the pthread functions return it. */
static inline const char *error_name(int error)
{
    return error == 0 ? "ok" : strerrorname_np(error);
}

static inline void handle(int signal, void (*handler)(int), int flags)
{
    struct sigaction action = {.sa_handler = handler, .sa_flags = flags};
    sigaction(signal, &action, NULL);
}

static inline void handle_info(int signal, void (*handler)(int, siginfo_t *, void *), int flags)
{
    struct sigaction action = {.sa_sigaction = handler, .sa_flags = flags | SA_SIGINFO};
    sigaction(signal, &action, NULL);
}

/* How the child that runs this ends: "exit 3" or "signal 11". */
static inline void print_end(const char *what, void (*run)(void))
{
    fflush(stdout);
    pid_t child = fork();
    if (child == 0) {
        run();
        fflush(stdout);
        _exit(99);
    }
    int status = 0;
    while (waitpid(child, &status, 0) == -1 && errno == EINTR)
        ;
    if (WIFSIGNALED(status))
        printf("%s: signal %d\n", what, WTERMSIG(status));
    else
        printf("%s: exit %d\n", what, WEXITSTATUS(status));
}

#endif
