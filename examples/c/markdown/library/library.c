/*
 * The library. The host allocates a block, writes the document into it, calls render, copies the result and frees both blocks.
 */
#include "../markdown.h"

#define EXPORT(name) __attribute__((export_name(name)))

EXPORT("alloc") void *export_alloc(size_t size) {
    return heap_alloc(size);
}

EXPORT("free") void export_free(void *block) {
    heap_free(block);
}

/* UTF-8 Markdown in, UTF-8 HTML out: the address in the upper half of the result, the length in the lower. */
EXPORT("render") uint64_t export_render(const char *document, size_t length) {
    Buffer out = {0};
    render_blocks(&out, (Text){document, length}, false);
    put_char(&out, '\n');
    out.length--;
    return (uint64_t)(uintptr_t)out.at << 32 | out.length;
}

/* The number of bytes of HTML that a document of `sections` generated sections makes: work without any input. */
EXPORT("bench") uint32_t export_bench(uint32_t sections) {
    Buffer document = {0};
    for (uint32_t i = 0; i < sections; i++) {
        put_string(&document, "## Section ");
        put_number(&document, i);
        put_string(&document, "\n\nSome *emphasised*, **strong** and `literal` text with a [link](https://example.org/");
        put_number(&document, i * 2654435761u);
        put_string(&document, ").\n\n- first\n- second\n  1. nested\n  2. items\n\n> A quote, & an ampersand.\n\n```c\nint x = 1 < 2;\n```\n\n");
    }
    Buffer out = {0};
    render_blocks(&out, (Text){document.at, document.length}, false);
    uint32_t length = out.length;
    buffer_free(&document);
    buffer_free(&out);
    return length;
}
