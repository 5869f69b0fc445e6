/* What programs ask of the C library every day: heap, sort, text, soft float, jumps, spawn, pipes. */
#define _GNU_SOURCE
#include <ctype.h>
#include <math.h>
#include <setjmp.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static jmp_buf place;

static int by_value(const void *a, const void *b)
{
    return *(const int *)a < *(const int *)b ? -1 : *(const int *)a > *(const int *)b;
}

static void heap(void)
{
    char *blocks[200];
    unsigned random = 1, sum = 0;
    for (int round = 0; round < 5; round++) {
        for (int i = 0; i < 200; i++) {
            random = random * 1103515245 + 12345;
            size_t size = 1 + (random >> 8) % 5000;
            blocks[i] = malloc(size);
            memset(blocks[i], i, size);
            if (i % 7 == 0)
                blocks[i] = realloc(blocks[i], size * 3);
            sum += (unsigned char)blocks[i][size / 2];
        }
        for (int i = 0; i < 200; i++)
            free(blocks[(i * 37) % 200]);
    }
    char *large = calloc(1, 3000000);
    sum += (unsigned char)large[2999999];
    free(large);
    printf("heap %u\n", sum);
}

static void numbers(void)
{
    int values[500];
    unsigned random = 99;
    for (int i = 0; i < 500; i++)
        values[i] = (int)(random = random * 1664525 + 1013904223) >> 4;
    qsort(values, 500, sizeof *values, by_value);
    printf("sorted %d %d %d\n", values[0], values[250], values[499]);
    double x = 0;
    for (int i = 1; i < 200; i++)
        x += 1.0 / i / i;
    printf("float %.12f %g %e %a\n", sqrt(6 * x), 1e100 / 3, -2.5e-300, 0.1);
    printf("integers %d %u %x %o %lld %hhd %+05d|%-6d|%6.3d\n", -1, 3000000000u, 0xbeef, 8,
           INT64_MIN, (signed char)200, 42, 42, 7);
    printf("divide %d %d %lld %llu\n", -7 / 2, -7 % 3, -700000000000LL / 13,
           18000000000000000000ULL % 1000003);
    printf("scan %ld %lu %g\n", strtol("-0x1f", NULL, 0), strtoul("777", NULL, 8), atof("2.5e3"));
}

static void text(void)
{
    char buffer[100], *rest;
    snprintf(buffer, sizeof buffer, "%s,%-8s|%8s|%.3s", "comma", "left", "right", "cutoff");
    puts(buffer);
    for (char *word = strtok_r(buffer, ",|", &rest); word; word = strtok_r(NULL, ",|", &rest))
        printf("<%s>", word);
    printf(" %s %d\n", strstr("haystack with needle", "needle"), toupper('q'));
    struct tm when;
    time_t at = 1000000000;
    strftime(buffer, sizeof buffer, "%Y-%m-%d %H:%M:%S %a %j", gmtime_r(&at, &when));
    puts(buffer);
}

static void jumps(void)
{
    volatile int turns = 0;
    int value = setjmp(place);
    turns++;
    if (value < 3)
        longjmp(place, value + 1);
    printf("jumps %d\n", turns);
}

static void processes(char *self)
{
    char *arguments[] = {self, "child", NULL};
    char line[100];
    pid_t child;
    int status, spawned = posix_spawn(&child, "/proc/self/exe", NULL, NULL, arguments, environ);
    waitpid(child, &status, 0);
    printf("spawn %d status %x\n", spawned, status);
    child = vfork();
    if (child == 0)
        _exit(6);
    waitpid(child, &status, 0);
    printf("vfork status %x\n", status);
    FILE *pipe = popen("echo from the shell; exit 2", "r");
    while (fgets(line, sizeof line, pipe))
        printf("read %s", line);
    printf("pclose %x\n", pclose(pipe));
}

int main(int argc, char **argv)
{
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (argc > 1) {
        printf("child here\n");
        return 5;
    }
    heap();
    numbers();
    text();
    jumps();
    processes(argv[0]);
    printf("environment %s\n", getenv("PATH") ? "has PATH" : "has no PATH");
    return 12;
}
