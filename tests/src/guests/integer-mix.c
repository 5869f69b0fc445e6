/*
 * A fixed amount of mixed integer work per round (default 1 round): sieve, CRC-32, quick sort,
 * string search, matrix product, 64-bit arithmetic and a small interpreter. Prints one checksum per part.
 */
#include "tiny.h"

enum { SIEVE = 20000, WORDS = 4096, TEXT = 8192, SIDE = 24 };

static u8 composite[SIEVE];
static u32 words[WORDS];
static char text[TEXT];
static s32 left[SIDE][SIDE], right[SIDE][SIDE], product[SIDE][SIDE];
static u32 crc_table[256];
static u32 seed;

static u32 next(void)
{
    seed ^= seed << 13;
    seed ^= seed >> 17;
    seed ^= seed << 5;
    return seed;
}

static u32 sieve(void)
{
    u32 count = 0;
    memset(composite, 0, sizeof composite);
    for (u32 i = 2; i < SIEVE; i++) {
        if (composite[i])
            continue;
        count++;
        for (u32 j = i * 2; j < SIEVE; j += i)
            composite[j] = 1;
    }
    return count;
}

static u32 crc(const u8 *data, u32 n, u32 sum)
{
    while (n--)
        sum = crc_table[(sum ^ *data++) & 255] ^ (sum >> 8);
    return sum;
}

static void fill_crc_table(void)
{
    for (u32 i = 0; i < 256; i++) {
        u32 value = i;
        for (u32 bit = 0; bit < 8; bit++)
            value = value & 1 ? 0xedb88320u ^ (value >> 1) : value >> 1;
        crc_table[i] = value;
    }
}

static void sort(s32 low, s32 high)
{
    while (low < high) {
        u32 pivot = words[(low + high) >> 1];
        s32 i = low, j = high;
        while (i <= j) {
            while (words[i] < pivot)
                i++;
            while (words[j] > pivot)
                j--;
            if (i <= j) {
                u32 swap = words[i];
                words[i++] = words[j];
                words[j--] = swap;
            }
        }
        if (j - low < high - i) {
            sort(low, j);
            low = i;
        } else {
            sort(i, high);
            high = j;
        }
    }
}

static u32 search(const char *needle)
{
    u32 n = length(needle), found = 0;
    for (u32 i = 0; i + n <= TEXT; i++) {
        u32 k = 0;
        while (k < n && text[i + k] == needle[k])
            k++;
        found += k == n;
    }
    return found;
}

static u32 multiply(void)
{
    u32 sum = 0;
    for (u32 i = 0; i < SIDE; i++)
        for (u32 j = 0; j < SIDE; j++) {
            s32 value = 0;
            for (u32 k = 0; k < SIDE; k++)
                value += left[i][k] * right[k][j];
            product[i][j] = value;
            sum = sum * 31 + (u32)value;
        }
    return sum;
}

static u64 wide(void)
{
    u64 value = 0x0123456789abcdefull;
    for (u32 i = 0; i < 4000; i++) {
        value = value * 6364136223846793005ull + 1442695040888963407ull;
        value ^= value >> 29;
        value += (long long)(s32)value * (s32)(value >> 32);
    }
    return value;
}

static s32 interpret(void)
{
    static const u8 code[] = {0, 7, 1, 3, 2, 0, 4, 5, 3, 2, 1, 1, 6};
    s32 accumulator = 1;
    for (u32 turn = 0; turn < 2000; turn++)
        for (u32 at = 0; at < sizeof code; at++)
            switch (code[at]) {
            case 0: accumulator += (s32)turn; break;
            case 1: accumulator ^= accumulator >> 3; break;
            case 2: accumulator *= 17; break;
            case 3: accumulator -= 12345; break;
            case 4: accumulator = (s32)((u32)accumulator << 1 | (u32)accumulator >> 31); break;
            case 5: accumulator = ~accumulator; break;
            case 6: accumulator /= 3; break;
            case 7: accumulator %= 1000003; break;
            }
    return accumulator;
}

static s32 program(s32 argc, char **argv)
{
    u32 rounds = argc > 1 ? parse_number(argv[1]) : 1;
    u32 sums[7] = {0};

    fill_crc_table();
    seed = 2463534242u;
    for (u32 round = 0; round < rounds; round++) {
        sums[0] += sieve();
        for (u32 i = 0; i < WORDS; i++)
            words[i] = next();
        sort(0, WORDS - 1);
        sums[1] = crc((const u8 *)words, sizeof words, sums[1]);
        for (u32 i = 0; i < TEXT; i++)
            text[i] = (char)('a' + (next() >> 8) % 4);
        sums[2] += search("abca") + search("bad") + search("ccdd");
        for (u32 i = 0; i < SIDE; i++)
            for (u32 j = 0; j < SIDE; j++) {
                left[i][j] = (s32)(next() & 1023) - 512;
                right[i][j] = (s32)(next() & 1023) - 512;
            }
        sums[3] = sums[3] * 7 + multiply();
        u64 value = wide();
        sums[4] ^= (u32)value;
        sums[5] += (u32)(value >> 32);
        sums[6] = sums[6] * 5 + (u32)interpret();
    }
    static const char *const names[] = {"primes", "crc of sorted words", "matches", "matrix",
                                        "wide low", "wide high", "interpreter"};
    for (u32 i = 0; i < 7; i++)
        say_hex(names[i], sums[i]);
    return 0;
}
