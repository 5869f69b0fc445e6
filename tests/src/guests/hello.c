/* Greets, counts its arguments, and answers with that count. */
#include "tiny.h"

static s32 program(s32 argc, char **argv)
{
    put("Hello from user mode\n");
    for (s32 i = 1; i < argc; i++) {
        put("argument: ");
        put(argv[i]);
        put_char('\n');
    }
    return argc - 1;
}
