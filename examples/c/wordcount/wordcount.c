/* A plain WASI command: the most frequent words of the files named, or of standard input. */
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BUCKETS 4096
#define LONGEST 64

typedef struct Word {
    char text[LONGEST];
    unsigned count;
    struct Word *next;
} Word;

static Word *buckets[BUCKETS];
static size_t distinct;

static void count(const char *text) {
    unsigned hash = 2166136261u;
    for (const char *c = text; *c; c++) {
        hash = (hash ^ (unsigned char)*c) * 16777619u;
    }
    Word **link = &buckets[hash % BUCKETS];
    while (*link && strcmp((*link)->text, text) != 0) {
        link = &(*link)->next;
    }
    if (!*link) {
        *link = calloc(1, sizeof(Word));
        if (!*link) {
            fputs("wordcount: out of memory\n", stderr);
            exit(1);
        }
        strcpy((*link)->text, text);
        distinct++;
    }
    (*link)->count++;
}

static void count_all(FILE *in) {
    char word[LONGEST];
    size_t length = 0;
    for (int c; (c = fgetc(in)) != EOF;) {
        if (isalpha(c)) {
            if (length < LONGEST - 1) {
                word[length++] = (char)tolower(c);
            }
        } else if (length) {
            word[length] = 0;
            count(word);
            length = 0;
        }
    }
    if (length) {
        word[length] = 0;
        count(word);
    }
}

static int by_count(const void *left, const void *right) {
    const Word *a = *(Word *const *)left;
    const Word *b = *(Word *const *)right;
    return a->count != b->count ? (a->count < b->count ? 1 : -1) : strcmp(a->text, b->text);
}

int main(int argc, char **argv) {
    size_t top = 5;
    int first = 1;
    if (argc > 2 && strcmp(argv[1], "-n") == 0) {
        top = strtoul(argv[2], NULL, 10);
        first = 3;
    }
    if (first == argc) {
        count_all(stdin);
    }
    for (int i = first; i < argc; i++) {
        FILE *in = fopen(argv[i], "r");
        if (!in) {
            fprintf(stderr, "wordcount: %s: %s\n", argv[i], strerror(errno));
            return 1;
        }
        count_all(in);
        fclose(in);
    }
    Word **words = malloc((distinct + 1) * sizeof *words);
    size_t at = 0;
    for (size_t i = 0; i < BUCKETS; i++) {
        for (Word *word = buckets[i]; word; word = word->next) {
            words[at++] = word;
        }
    }
    qsort(words, distinct, sizeof *words, by_count);
    for (size_t i = 0; i < distinct && i < top; i++) {
        printf("%7u %s\n", words[i]->count, words[i]->text);
    }
    return 0;
}
