/*
 * What a packet costs at a TUN device of a network namespace of its own, in the thread's processor time: write(2) and
 * read(2), both by io_uring in batches of 64, writev(2) of a header and a payload instead of a copy of both, and
 * readv(2) likewise. Root.
 *
 *   gcc -O2 -o tun tun.c && ./tun 1500 && ./tun 60000
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <linux/io_uring.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>
static long cpu() {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}
static int tun, udp;
static unsigned char pk[65600];
static unsigned short sum(unsigned char *p, int n) {
    unsigned s = 0;
    for (int i = 0; i < n; i += 2)
        s += p[i] << 8 | p[i + 1];
    while (s >> 16)
        s = (s & 0xffff) + (s >> 16);
    return ~s;
}
static void make(int len) {
    memset(pk, 0, 20);
    pk[0] = 0x45;
    pk[2] = len >> 8;
    pk[3] = len;
    pk[8] = 64;
    pk[9] = 17;
    inet_pton(AF_INET, "10.9.0.2", pk + 12);
    inet_pton(AF_INET, "10.9.0.1", pk + 16);
    unsigned short c = sum(pk, 20);
    pk[10] = c >> 8;
    pk[11] = c;
    pk[20] = 0x30;
    pk[21] = 0x39;
    pk[22] = 0x1f;
    pk[23] = 0x90;
    pk[24] = (len - 20) >> 8;
    pk[25] = len - 20;
    pk[26] = pk[27] = 0;
}
// minimal ring
static int ring;
static struct io_uring_params P;
static unsigned *sqh, *sqt, *sqm, *sqa, *cqh, *cqt, *cqm, *sqf;
static struct io_uring_sqe *sqe;
static struct io_uring_cqe *cqe;
static void setup(unsigned flags) {
    memset(&P, 0, sizeof P);
    P.flags = flags;
    P.sq_thread_idle = 1000;
    ring = syscall(425, 256, &P);
    if (ring < 0) {
        perror("ring");
        exit(1);
    }
    char *s = mmap(0, P.sq_off.array + P.sq_entries * 4, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQ_RING);
    char *c = mmap(0, P.cq_off.cqes + P.cq_entries * sizeof *cqe, PROT_READ | PROT_WRITE, MAP_SHARED, ring,
                   IORING_OFF_CQ_RING);
    sqe = mmap(0, P.sq_entries * sizeof *sqe, PROT_READ | PROT_WRITE, MAP_SHARED, ring, IORING_OFF_SQES);
    sqh = (void *)(s + P.sq_off.head);
    sqt = (void *)(s + P.sq_off.tail);
    sqm = (void *)(s + P.sq_off.ring_mask);
    sqa = (void *)(s + P.sq_off.array);
    sqf = (void *)(s + P.sq_off.flags);
    cqh = (void *)(c + P.cq_off.head);
    cqt = (void *)(c + P.cq_off.tail);
    cqm = (void *)(c + P.cq_off.ring_mask);
    cqe = (void *)(c + P.cq_off.cqes);
    int fds[1] = {tun};
    if (syscall(427, ring, IORING_REGISTER_FILES, fds, 1) < 0)
        perror("files");
}
static void push(int op, void *b, unsigned n, unsigned i) {
    unsigned t = *sqt;
    struct io_uring_sqe *e = &sqe[t & *sqm];
    memset(e, 0, sizeof *e);
    e->opcode = op;
    e->fd = 0;
    e->flags = IOSQE_FIXED_FILE;
    e->addr = (unsigned long)b;
    e->len = n;
    e->off = -1;
    e->user_data = i;
    if (op == IORING_OP_READ)
        e->rw_flags = 8;
    sqa[t & *sqm] = t & *sqm;
    __atomic_store_n(sqt, t + 1, __ATOMIC_RELEASE);
}
static int reap() {
    int n = 0;
    unsigned h = *cqh;
    while (h != __atomic_load_n(cqt, __ATOMIC_ACQUIRE)) {
        if (cqe[h & *cqm].res > 0)
            n++;
        h++;
    }
    __atomic_store_n(cqh, h, __ATOMIC_RELEASE);
    return n;
}
static int cmp(const void *a, const void *b) {
    double x = *(double *)a - *(double *)b;
    return x < 0 ? -1 : x > 0;
}
static void out(const char *what, double *v, int n) {
    qsort(v, n, 8, cmp);
    printf("%-34s %7.0f  (%.0f to %.0f)\n", what, v[n / 2], v[0], v[n - 1]);
}
#define R 7
int main(int argc, char **argv) {
    int len = atoi(argv[1]);
    int N = len > 9000 ? 2000 : 20000, B = 64;
    if (unshare(CLONE_NEWNET)) {
        perror("unshare");
        return 1;
    }
    tun = open("/dev/net/tun", O_RDWR | O_NONBLOCK);
    struct ifreq r;
    memset(&r, 0, sizeof r);
    r.ifr_flags = IFF_TUN | IFF_NO_PI;
    strcpy(r.ifr_name, "t0");
    if (ioctl(tun, TUNSETIFF, &r)) {
        perror("tun");
        return 1;
    }
    char cmd[200];
    sprintf(cmd, "ip addr add 10.9.0.1/24 dev t0; ip link set dev t0 mtu %d up txqueuelen 1000; ip link set lo up",
            len > 1500 ? 65535 : 1500);
    if (system(cmd))
        return 1;
    udp = socket(AF_INET, SOCK_DGRAM, 0);
    struct sockaddr_in a = {AF_INET, htons(8080)};
    inet_pton(AF_INET, "10.9.0.1", &a.sin_addr);
    bind(udp, (void *)&a, sizeof a);
    struct sockaddr_in to = {AF_INET, htons(9)};
    inet_pton(AF_INET, "10.9.0.2", &to.sin_addr);
    int big = 8 << 20;
    setsockopt(udp, SOL_SOCKET, SO_SNDBUFFORCE, &big, 4);
    make(len);
    static unsigned char ringmem[1 << 22], link_[65600];
    memset(ringmem, 7, sizeof ringmem);
    double w[R], u[R], q[R], mw[R], wv[R], rd[R], ur[R], rc[R], rv[R];
    unsigned flags = 0;
    for (int k = 0; k < R; k++) {
        long t = cpu();
        for (int i = 0; i < N; i++)
            if (write(tun, pk, len) != len) {
                perror("write");
                return 1;
            }
        w[k] = (cpu() - t) / (double)N;
        setup(0);
        t = cpu();
        for (int i = 0; i < N; i += B) {
            for (int j = 0; j < B; j++)
                push(IORING_OP_WRITE, pk, len, j);
            int x = syscall(426, ring, B, B, IORING_ENTER_GETEVENTS, 0, 0);
            if (x != B) {
                printf("enter %d %s\n", x, strerror(errno));
                return 1;
            }
            int g = reap();
            if (g != B) {
                printf("reaped %d\n", g);
                return 1;
            }
        }
        u[k] = (cpu() - t) / (double)N;
        close(ring);
        // header + payload copied from a ring into the link's memory, then write; or writev of both
        t = cpu();
        for (int i = 0; i < N; i++) {
            memcpy(link_, pk, 60);
            memcpy(link_ + 60, ringmem + ((long)i * len & ((1 << 21) - 1)), len - 60);
            if (write(tun, link_, len) != len)
                return 1;
        }
        mw[k] = (cpu() - t) / (double)N;
        t = cpu();
        for (int i = 0; i < N; i++) {
            struct iovec v[2] = {{pk, 60}, {ringmem + ((long)i * len & ((1 << 21) - 1)), len - 60}};
            if (writev(tun, v, 2) != len)
                return 1;
        }
        wv[k] = (cpu() - t) / (double)N;
        // reading: some hundred at a time are put into the device's queue
        static unsigned char in[64][65600];
        long s = 0;
        int got = 0;
        int M = len > 9000 ? 80 : 500;
#define FILL                                                                                                           \
    for (int i = 0; i < M; i++)                                                                                        \
        sendto(udp, ringmem, len - 28, MSG_DONTWAIT, (void *)&to, sizeof to);
        for (int z = 0; z < 20; z++) {
            FILL long b = cpu();
            int n;
            while ((n = read(tun, in[0], 65600)) > 0)
                got++;
            s += cpu() - b;
        }
        rd[k] = s / (double)got;
        setup(0);
        s = 0;
        got = 0;
        for (int z = 0; z < 20; z++) {
            FILL long b = cpu();
            for (;;) {
                for (int j = 0; j < B; j++)
                    push(IORING_OP_READ, in[j], 65600, j);
                syscall(426, ring, B, B, IORING_ENTER_GETEVENTS, 0, 0);
                int g = reap();
                got += g;
                if (g < B)
                    break;
            }
            s += cpu() - b;
        }
        ur[k] = s / (double)got;
        close(ring);
        s = 0;
        got = 0;
        for (int z = 0; z < 20; z++) {
            FILL long b = cpu();
            int n;
            while ((n = read(tun, in[0], 65600)) > 0) {
                memcpy(ringmem + ((long)got * len & ((1 << 21) - 1)), in[0] + 60, n - 60);
                got++;
            }
            s += cpu() - b;
        }
        rc[k] = s / (double)got;
        s = 0;
        got = 0;
        for (int z = 0; z < 20; z++) {
            FILL long b = cpu();
            int n;
            for (;;) {
                struct iovec v[3] = {
                    {in[0], 60}, {ringmem + ((long)got * len & ((1 << 21) - 1)), len - 60}, {in[1], 65000}};
                n = readv(tun, v, 3);
                if (n <= 0)
                    break;
                got++;
            }
            s += cpu() - b;
        }
        rv[k] = s / (double)got;
    }
    printf("packets of %d bytes, ns of the thread's CPU each, median (range) of %d rounds by turns\n", len, R);
    out("write", w, R);
    out("io_uring, 64 writes an enter", u, R);
    out("copy to the link's ring, write", mw, R);
    out("writev from the send ring", wv, R);
    out("read", rd, R);
    out("io_uring, 64 reads an enter", ur, R);
    out("read, copy into the receive ring", rc, R);
    out("readv into the receive ring", rv, R);
    return 0;
}
