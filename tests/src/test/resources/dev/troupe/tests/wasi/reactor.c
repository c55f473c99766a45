/* A reactor: initialised once, called often; leave() ends it. */
#include "wasi.h"

static i32 counter = -1000;

__attribute__((export_name("_initialize"))) void initialize(void) { counter = 0; }

__attribute__((export_name("count"))) i32 count(i32 by) { return counter += by; }

__attribute__((export_name("leave"))) void leave(i32 code) { proc_exit(code); }
