// Martin Richards' benchmark: an operating system's kernel with six tasks, whose code is called through function pointers.
#include "kernel.h"

enum { IDLE, WORKER, HANDLER_A, HANDLER_B, DEVICE_A, DEVICE_B, TASKS };
enum { PACKET = 1, WAITING = 2, HELD = 4, DEVICE = 0, WORK = 1, BUFFER = 4 };

typedef struct packet { struct packet *next; int task, kind, a1, a2[BUFFER]; } Packet;
typedef struct task Task;
typedef Task *Code(Task *self, Packet *packet);
struct task { Task *next; int id, priority, state; Packet *queue; Code *code; intptr_t v1, v2; };

static Task *tasks[TASKS], *all, *current;
static int queued, held;

static Packet *append(Packet *packet, Packet *list) {
    packet->next = 0;
    if (!list) return packet;
    Packet *last = list;
    while (last->next) last = last->next;
    last->next = packet;
    return list;
}

static void add_task(int id, int priority, Packet *queue, int state, Code *code, intptr_t v1, intptr_t v2) {
    Task *task = malloc(sizeof *task);
    *task = (Task){all, id, priority, state, queue, code, v1, v2};
    all = tasks[id] = task;
}

static Packet *packet(Packet *next, int task, int kind) {
    Packet *p = calloc(1, sizeof *p);
    p->next = next;
    p->task = task;
    p->kind = kind;
    return p;
}

static Task *wait_packet(Task *self) {
    self->state |= WAITING;
    return self;
}

static Task *hold(Task *self) {
    held++;
    self->state |= HELD;
    return self->next;
}

static Task *release(Task *self, int id) {
    Task *task = tasks[id];
    task->state &= ~HELD;
    return task->priority > self->priority ? task : self;
}

static Task *queue_packet(Task *self, Packet *p) {
    Task *task = tasks[p->task];
    queued++;
    p->next = 0;
    p->task = self->id;
    if (!task->queue) {
        task->queue = p;
        task->state |= PACKET;
        if (task->priority > self->priority) return task;
    } else {
        task->queue = append(p, task->queue);
    }
    return self;
}

static Task *idle(Task *self, Packet *p) {
    (void)p;
    if (--self->v2 == 0) return hold(self);
    if (self->v1 & 1) {
        self->v1 = (self->v1 >> 1) ^ 0xd008;
        return release(self, DEVICE_B);
    }
    self->v1 >>= 1;
    return release(self, DEVICE_A);
}

static Task *work(Task *self, Packet *p) {
    if (!p) return wait_packet(self);
    self->v1 = HANDLER_A + HANDLER_B - self->v1;
    p->task = self->v1;
    p->a1 = 0;
    for (int i = 0; i < BUFFER; i++) {
        if (++self->v2 > 26) self->v2 = 1;
        p->a2[i] = 'A' - 1 + self->v2;
    }
    return queue_packet(self, p);
}

// v1: packets with work, v2: packets of devices
static Task *handle(Task *self, Packet *p) {
    if (p) {
        if (p->kind == WORK) self->v1 = (intptr_t)append(p, (Packet *)self->v1);
        else self->v2 = (intptr_t)append(p, (Packet *)self->v2);
    }
    if (self->v1) {
        Packet *w = (Packet *)self->v1;
        if (w->a1 >= BUFFER) {
            self->v1 = (intptr_t)w->next;
            return queue_packet(self, w);
        }
        if (self->v2) {
            Packet *d = (Packet *)self->v2;
            self->v2 = (intptr_t)d->next;
            d->a1 = w->a2[w->a1++];
            return queue_packet(self, d);
        }
    }
    return wait_packet(self);
}

static Task *device(Task *self, Packet *p) {
    if (p) {
        self->v1 = (intptr_t)p;
        return hold(self);
    }
    if (!self->v1) return wait_packet(self);
    p = (Packet *)self->v1;
    self->v1 = 0;
    return queue_packet(self, p);
}

static NOINLINE void schedule(void) {
    current = all;
    while (current) {
        Packet *p = 0;
        switch (current->state) {
            case WAITING | PACKET:
                p = current->queue;
                current->queue = p->next;
                current->state = current->queue ? PACKET : 0;
                /* fall through */
            case 0:
            case PACKET:
                current = current->code(current, p);
                break;
            default:
                current = current->next;
                break;
        }
    }
}

int main(void) {
    for (int i = 0; i < 50; i++) {
        all = 0;
        queued = held = 0;
        add_task(IDLE, 0, 0, 0, idle, 1, 10000);
        add_task(WORKER, 1000, packet(packet(0, WORKER, WORK), WORKER, WORK), WAITING | PACKET, work, HANDLER_A, 0);
        add_task(HANDLER_A, 2000, packet(packet(packet(0, DEVICE_A, DEVICE), DEVICE_A, DEVICE), DEVICE_A, DEVICE), WAITING | PACKET, handle, 0, 0);
        add_task(HANDLER_B, 3000, packet(packet(packet(0, DEVICE_B, DEVICE), DEVICE_B, DEVICE), DEVICE_B, DEVICE), WAITING | PACKET, handle, 0, 0);
        add_task(DEVICE_A, 4000, 0, WAITING, device, 0, 0);
        add_task(DEVICE_B, 5000, 0, WAITING, device, 0, 0);
        schedule();
        if (queued != 23246 || held != 9297) return 1;
    }
    report64("richards queued", queued);
    report64("richards held", held);
    return 0;
}
