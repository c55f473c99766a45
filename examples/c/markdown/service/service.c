/*
 * The service: a long-lived instance that fetches each document from its host by number, and hands the HTML back. What `troupe demo` runs.
 */
#include "../markdown.h"

#define HOST(name) __attribute__((import_module("documents"), import_name(name)))

HOST("size") size_t document_size(int number);
HOST("read") void document_read(int number, char *to);
HOST("write") void document_write(int number, const char *html, size_t length);

/* The size of the HTML. */
__attribute__((export_name("serve"))) size_t serve(int number) {
    size_t length = document_size(number);
    char *document = heap_alloc(length);
    document_read(number, document);
    Buffer out = {0};
    render_blocks(&out, (Text){document, length}, false);
    document_write(number, out.at, out.length);
    size_t size = out.length;
    heap_free(document);
    buffer_free(&out);
    return size;
}
