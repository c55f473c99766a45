/* Arguments ("process" "two words"), environment (A=1), clocks, randomness, waiting, signals. Exits by returning. */
#include "wasi.h"

static u8 buf[4096];
static char *pointers[8];
static i64 time, again, in[2][6], out[2][4];
static i32 count, size, n;

static void subscribe(i32 i, i64 userdata, i64 type, i64 what, i64 timeout) {
    in[i][0] = userdata;
    in[i][1] = type;
    in[i][2] = what;
    in[i][3] = timeout;
    in[i][4] = in[i][5] = 0;
}

__attribute__((export_name("_start"))) void start(void) {
    CHECK(args_sizes_get(&count, &size), OK);
    check("arguments", count, 2);
    check("their size", size, 18);
    CHECK(args_get(pointers, buf), OK);
    check("second argument", same(pointers[1], "two words", 10), 1);
    CHECK(environ_sizes_get(&count, &size), OK);
    check("variables", count, 1);
    CHECK(environ_get(pointers, buf), OK);
    check("variable", same(pointers[0], "A=1", 4), 1);
    CHECK(args_get(BAD, buf), FAULT);
    CHECK(args_sizes_get(BAD + 2, &size), FAULT);
    CHECK(environ_get(pointers, BAD + 2), FAULT);
    CHECK(environ_sizes_get(&count, BAD + 2), FAULT);

    for (i32 id = 0; id < 4; id++) {
        CHECK(clock_res_get(id, &time), OK);
        check("resolution above zero", time > 0, 1);
        CHECK(clock_time_get(id, 0, &time), OK);
        CHECK(clock_time_get(id, 0, &again), OK);
        check("time does not go back", again >= time, 1);
    }
    CHECK(clock_time_get(7, 0, &time), INVAL);
    CHECK(clock_res_get(7, &time), INVAL);
    CHECK(clock_time_get(0, 0, BAD), FAULT);
    CHECK(clock_res_get(0, BAD), FAULT);

    CHECK(random_get(buf, 64), OK);
    CHECK(random_get(buf + 64, 64), OK);
    check("two random numbers are the same", same(buf, buf + 64, 64), 0);
    CHECK(random_get(BAD, 64), FAULT);

    CHECK(clock_time_get(1, 0, &time), OK);
    subscribe(0, 11, 0, 1, 5000000);
    CHECK(poll_oneoff(in, out, 1, &n), OK);
    CHECK(clock_time_get(1, 0, &again), OK);
    check("time has passed", again - time >= 4900000, 1);
    check("events", n, 1);
    check("event", out[0][0], 11);
    subscribe(0, 12, 0, 1, 60000000000);
    subscribe(1, 13, 2, 1, 0);
    CHECK(poll_oneoff(in, out, 2, &n), OK);
    check("events", n, 1);
    check("standard output can be written", out[0][0], 13);
    check("the kind of event", out[0][1], 2 << 16);
    subscribe(0, 14, 1, 99, 0);
    CHECK(poll_oneoff(in, out, 1, &n), OK);
    check("error of a descriptor that is not open", (short)out[0][1], BADF);
    CHECK(poll_oneoff(in, out, 0, &n), INVAL);
    CHECK(poll_oneoff(BAD, out, 1, &n), FAULT);
    subscribe(0, 15, 9, 0, 0);
    CHECK(poll_oneoff(in, out, 1, &n), INVAL);

    CHECK(sched_yield(), OK);
    CHECK(proc_raise(0), OK);
    CHECK(proc_raise(99), INVAL);
    CHECK(fd_write(99, buf, 0, &n), BADF);
    if (failures) proc_exit(failures);
    say(1, "as expected\n");
}
