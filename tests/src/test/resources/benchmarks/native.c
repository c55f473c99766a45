// Runs a program, compiled with -Dmain=guest_main, until the time is up, each time in a process of its own, as wasm has an instance.
// Arguments and output are those of runners/RunLog.java; the module only gives the program its name.
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

int guest_main(int argc, char **argv);

static double millis(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

int main(int argc, char **argv) {
    double process_start = atof(argv[1]), limit = atof(argv[2]) * 1e3;
    const char *output = argv[4];
    int last = !strcmp(argv[5], "last"), written = 0;
    char printed[4096];
    snprintf(printed, sizeof printed, "%s.stdout", output);
    double *took = mmap(0, 4096, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    printf("started %.0f\n", millis(CLOCK_REALTIME) - process_start);
    printf("compiled %.0f\n", millis(CLOCK_REALTIME) - process_start);
    double first = millis(CLOCK_MONOTONIC);
    do {
        double begin = millis(CLOCK_REALTIME) - process_start;
        fflush(stdout);
        pid_t child = fork();
        if (child == 0) {
            int file = open(printed, O_CREAT | O_TRUNC | O_RDWR, 0600);
            dup2(file, 1);
            double start = millis(CLOCK_MONOTONIC);
            int exit = guest_main(argc - 6, argv + 6);
            fflush(stdout);
            *took = millis(CLOCK_MONOTONIC) - start;
            _exit(exit);
        }
        int status;
        waitpid(child, &status, 0);
        int exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128;

        struct stat st;
        int file = open(printed, O_RDONLY);
        fstat(file, &st);
        char *bytes = malloc(st.st_size + 1);
        long size = read(file, bytes, st.st_size), from = 0;
        close(file);
        if (last) {
            if (size && bytes[size - 1] == '\n') size--;
            for (from = size; from && bytes[from - 1] != '\n'; from--);
        }
        if (!written) {
            int copy = open(output, O_CREAT | O_TRUNC | O_WRONLY, 0600);
            written = write(copy, bytes + from, size - from) == size - from;
            close(copy);
        }
        uint32_t hash = 0x811c9dc5;  // FNV-1a
        for (long i = from; i < size; i++) hash = (hash ^ (uint8_t)bytes[i]) * 0x01000193;
        free(bytes);
        printf("run %.0f %.4f %d %08x\n", begin, *took, exit, hash);
    } while (millis(CLOCK_MONOTONIC) - first < limit);
    return 0;
}
