/* First fit over one list of blocks in address order, neighbours joined when freed. */
#include "markdown.h"

#define PAGE 65536
#define ALIGN 16

typedef struct Block {
    size_t size; /* of the payload */
    struct Block *next; /* in address order; free blocks only */
} Block;

#define HEADER ((sizeof(Block) + ALIGN - 1) & ~(size_t)(ALIGN - 1))

extern char __heap_base; /* the linker's */
static Block *free_list;
static uintptr_t end; /* of the memory that the heap owns */

static void release(Block *block) {
    Block **link = &free_list;
    while (*link && *link < block) {
        link = &(*link)->next;
    }
    block->next = *link;
    *link = block;
    /* Join with the right neighbour, then let the left one join with both. */
    if (block->next && (char *)block + HEADER + block->size == (char *)block->next) {
        block->size += HEADER + block->next->size;
        block->next = block->next->next;
    }
    if (link != &free_list) {
        Block *left = (Block *)((char *)link - offsetof(Block, next));
        if ((char *)left + HEADER + left->size == (char *)block) {
            left->size += HEADER + block->size;
            left->next = block->next;
        }
    }
}

static void grow(size_t size) {
    if (!end) {
        end = ((uintptr_t)&__heap_base + ALIGN - 1) & ~(uintptr_t)(ALIGN - 1);
    }
    uintptr_t limit = (uintptr_t)__builtin_wasm_memory_size(0) * PAGE;
    size_t needed = HEADER + size;
    if (limit - end < needed) {
        size_t pages = (needed - (limit - end) + PAGE - 1) / PAGE;
        if (__builtin_wasm_memory_grow(0, pages) == (size_t)-1) {
            __builtin_trap();
        }
        limit += pages * PAGE;
    }
    Block *block = (Block *)end;
    block->size = limit - end - HEADER;
    end = limit;
    release(block);
}

void *heap_alloc(size_t size) {
    if (size > 0x7fff0000) {
        __builtin_trap();
    }
    size = size ? (size + ALIGN - 1) & ~(size_t)(ALIGN - 1) : ALIGN;
    for (;;) {
        for (Block **link = &free_list; *link; link = &(*link)->next) {
            Block *block = *link;
            if (block->size < size) {
                continue;
            }
            if (block->size - size >= HEADER + ALIGN) {
                Block *rest = (Block *)((char *)block + HEADER + size);
                rest->size = block->size - size - HEADER;
                rest->next = block->next;
                block->size = size;
                *link = rest;
            } else {
                *link = block->next;
            }
            return (char *)block + HEADER;
        }
        grow(size);
    }
}

void heap_free(void *block) {
    if (block) {
        release((Block *)((char *)block - HEADER));
    }
}
