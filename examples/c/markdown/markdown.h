/*
 * A Markdown to HTML converter for WebAssembly: no libc, one linear memory.
 *
 *   heap.c         malloc and free over memory.grow
 *   text.c         growing output buffer, HTML escaping
 *   inline.c       what happens inside a paragraph: emphasis, code, links
 *   block.c        what lines make: headings, lists, quotes, code, tables
 *   misbehave.c    directives that crash, spin, recurse or hog, for trying out a supervisor
 *   library/       exports alloc, free and render, for a host that knows them
 *   command/       standard input to standard output
 *   service/       one export that fetches documents from its host by number
 */
#ifndef MARKDOWN_H
#define MARKDOWN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* heap.c; running out of memory is a trap, there is nobody to return NULL to */
void *heap_alloc(size_t size);
void heap_free(void *block);

/* A piece of text that somebody else owns. */
typedef struct {
    const char *at;
    size_t length;
} Text;

/* text.c */
typedef struct {
    char *at;
    size_t length;
    size_t capacity;
} Buffer;

void buffer_free(Buffer *buffer);
void put(Buffer *out, const char *at, size_t length);
void put_char(Buffer *out, char c);
void put_string(Buffer *out, const char *zero_terminated);
void put_number(Buffer *out, unsigned number);
void put_escaped(Buffer *out, Text text);

Text text_slice(Text text, size_t from, size_t to);
Text text_trim(Text text);
bool text_starts(Text text, const char *prefix);

static inline bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static inline bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static inline bool is_alnum(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80);
}

static inline bool is_punctuation(char c) {
    return c > ' ' && c < 0x7f && !is_alnum(c);
}

/* inline.c */
void render_inline(Buffer *out, Text text);

/* block.c */
void render_blocks(Buffer *out, Text text, bool tight);

/* misbehave.c: obeys <!-- crash -->, <!-- divide -->, <!-- abort -->, <!-- spin -->, <!-- recurse --> and <!-- hog --> */
void obey(Text comment);

#endif
