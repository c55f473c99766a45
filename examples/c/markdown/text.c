#include "markdown.h"

static void reserve(Buffer *buffer, size_t more) {
    size_t needed = buffer->length + more;
    if (needed <= buffer->capacity) {
        return;
    }
    size_t capacity = buffer->capacity ? buffer->capacity * 2 : 256;
    while (capacity < needed) {
        capacity *= 2;
    }
    char *at = heap_alloc(capacity);
    __builtin_memcpy(at, buffer->at, buffer->length);
    heap_free(buffer->at);
    buffer->at = at;
    buffer->capacity = capacity;
}

void buffer_free(Buffer *buffer) {
    heap_free(buffer->at);
    *buffer = (Buffer){0};
}

void put(Buffer *out, const char *at, size_t length) {
    reserve(out, length);
    __builtin_memcpy(out->at + out->length, at, length);
    out->length += length;
}

void put_char(Buffer *out, char c) {
    reserve(out, 1);
    out->at[out->length++] = c;
}

void put_string(Buffer *out, const char *string) {
    while (*string) {
        put_char(out, *string++);
    }
}

void put_number(Buffer *out, unsigned number) {
    if (number >= 10) {
        put_number(out, number / 10);
    }
    put_char(out, (char)('0' + number % 10));
}

void put_escaped(Buffer *out, Text text) {
    for (size_t i = 0; i < text.length; i++) {
        switch (text.at[i]) {
            case '<': put_string(out, "&lt;"); break;
            case '>': put_string(out, "&gt;"); break;
            case '&': put_string(out, "&amp;"); break;
            case '"': put_string(out, "&quot;"); break;
            default: put_char(out, text.at[i]);
        }
    }
}

Text text_slice(Text text, size_t from, size_t to) {
    return (Text){text.at + from, to - from};
}

Text text_trim(Text text) {
    while (text.length && is_space(text.at[text.length - 1])) {
        text.length--;
    }
    while (text.length && is_space(*text.at)) {
        text.at++;
        text.length--;
    }
    return text;
}

bool text_starts(Text text, const char *prefix) {
    for (size_t i = 0; prefix[i]; i++) {
        if (i >= text.length || text.at[i] != prefix[i]) {
            return false;
        }
    }
    return true;
}
