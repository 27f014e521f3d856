/*
 * What a frame costs on a veth of a network namespace of its own, in the thread's processor time: out by sendmmsg(2) on
 * a packet socket and by AF_XDP in copy mode, in by a ring of a packet socket (TPACKET_V2) and by AF_XDP, both copied
 * once more. Root.
 *
 *   gcc -O2 -w -o xdp xdp.c && ./xdp
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <linux/bpf.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/if_xdp.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>
static long cpu() {
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1000000000L + t.tv_nsec;
}
static void die(const char *w) {
    printf("%s: %s\n", w, strerror(errno));
    exit(1);
}
static int cmp(const void *a, const void *b) {
    double x = *(double *)a - *(double *)b;
    return x < 0 ? -1 : x > 0;
}
static void out(const char *what, double *v, int n) {
    qsort(v, n, 8, cmp);
    printf("%-36s %7.0f  (%.0f to %.0f)\n", what, v[n / 2], v[0], v[n - 1]);
}
#define LEN 1514
#define B 64
#define R 7
#define NF 4096
static unsigned char frame[LEN];
static int packet(int ifi, int proto) {
    int s = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
    if (s < 0)
        die("packet");
    struct sockaddr_ll a = {.sll_family = AF_PACKET, .sll_protocol = htons(proto), .sll_ifindex = ifi};
    int b = 1 << 24;
    setsockopt(s, SOL_SOCKET, SO_SNDBUFFORCE, &b, 4);
    if (bind(s, (void *)&a, sizeof a))
        die("bind");
    return s;
}
static struct mmsghdr mm[B];
static struct iovec iv[B];
static int sendm(int s) {
    int d = 0;
    while (d < B) {
        int x = sendmmsg(s, mm + d, B - d, 0);
        if (x < 0) {
            if (errno == EAGAIN || errno == ENOBUFS) {
                sched_yield();
                continue;
            }
            die("sendmmsg");
        }
        d += x;
    }
    return d;
}
struct q {
    unsigned *prod, *cons, *flags;
    void *desc;
    unsigned mask;
};
static struct q rx, tx, fill, comp;
static char *umem;
static struct q map(int s, struct xdp_ring_offset *o, long pg, int n, int es) {
    struct q r;
    char *m = mmap(0, o->desc + n * es, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_POPULATE, s, pg);
    if (m == MAP_FAILED)
        die("mmap");
    r.prod = (void *)(m + o->producer);
    r.cons = (void *)(m + o->consumer);
    r.flags = (void *)(m + o->flags);
    r.desc = m + o->desc;
    r.mask = n - 1;
    return r;
}
static int xsk(int ifi, int bindflags) {
    int s = socket(AF_XDP, SOCK_RAW, 0);
    if (s < 0)
        die("xdp");
    umem = mmap(0, NF * 2048, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    struct xdp_umem_reg u = {.addr = (unsigned long)umem, .len = NF * 2048, .chunk_size = 2048, .headroom = 0};
    if (setsockopt(s, SOL_XDP, XDP_UMEM_REG, &u, sizeof u))
        die("umem");
    int n = 2048;
    if (setsockopt(s, SOL_XDP, XDP_UMEM_FILL_RING, &n, 4) || setsockopt(s, SOL_XDP, XDP_UMEM_COMPLETION_RING, &n, 4) ||
        setsockopt(s, SOL_XDP, XDP_RX_RING, &n, 4) || setsockopt(s, SOL_XDP, XDP_TX_RING, &n, 4))
        die("rings");
    struct xdp_mmap_offsets o;
    socklen_t l = sizeof o;
    if (getsockopt(s, SOL_XDP, XDP_MMAP_OFFSETS, &o, &l))
        die("offsets");
    rx = map(s, &o.rx, XDP_PGOFF_RX_RING, n, sizeof(struct xdp_desc));
    tx = map(s, &o.tx, XDP_PGOFF_TX_RING, n, sizeof(struct xdp_desc));
    fill = map(s, &o.fr, XDP_UMEM_PGOFF_FILL_RING, n, 8);
    comp = map(s, &o.cr, XDP_UMEM_PGOFF_COMPLETION_RING, n, 8);
    struct sockaddr_xdp a = {.sxdp_family = AF_XDP, .sxdp_flags = bindflags, .sxdp_ifindex = ifi, .sxdp_queue_id = 0};
    if (bind(s, (void *)&a, sizeof a)) {
        printf("bind flags %x: %s\n", bindflags, strerror(errno));
        close(s);
        return -1;
    }
    for (int i = 0; i < 2048; i++)
        ((__u64 *)fill.desc)[i] = (__u64)(i + 2048) * 2048;
    __atomic_store_n(fill.prod, 2048, __ATOMIC_RELEASE);
    return s;
}
static void attach(int ifi, int s, int drv) {
    union bpf_attr a;
    memset(&a, 0, sizeof a);
    a.map_type = BPF_MAP_TYPE_XSKMAP;
    a.key_size = 4;
    a.value_size = 4;
    a.max_entries = 4;
    int m = syscall(321, BPF_MAP_CREATE, &a, sizeof a);
    if (m < 0)
        die("map");
    int k = 0;
    memset(&a, 0, sizeof a);
    a.map_fd = m;
    a.key = (unsigned long)&k;
    a.value = (unsigned long)&s;
    if (syscall(321, BPF_MAP_UPDATE_ELEM, &a, sizeof a))
        die("update");
    struct bpf_insn p[] = {{.code = 0x61, .dst_reg = 2, .src_reg = 1, .off = 16},
                           {.code = 0x18, .dst_reg = 1, .src_reg = 1, .imm = m},
                           {0},
                           {.code = 0xb7, .dst_reg = 3, .imm = 2},
                           {.code = 0x85, .imm = 51},
                           {.code = 0x95}};
    memset(&a, 0, sizeof a);
    static char log[4096];
    a.prog_type = BPF_PROG_TYPE_XDP;
    a.insns = (unsigned long)p;
    a.insn_cnt = 6;
    a.license = (unsigned long)"BSD";
    a.log_buf = (unsigned long)log;
    a.log_size = sizeof log;
    a.log_level = 1;
    int f = syscall(321, BPF_PROG_LOAD, &a, sizeof a);
    if (f < 0) {
        puts(log);
        die("prog");
    }
    memset(&a, 0, sizeof a);
    a.link_create.prog_fd = f;
    a.link_create.target_ifindex = ifi;
    a.link_create.attach_type = BPF_XDP;
    a.link_create.flags = drv ? 4 : 2;
    if (syscall(321, BPF_LINK_CREATE, &a, sizeof a) < 0) {
        printf("link mode %s: %s\n", drv ? "native" : "generic", strerror(errno));
        exit(1);
    }
}
static int txd(int s) {
    unsigned p = *tx.prod;
    for (int i = 0; i < B; i++) {
        struct xdp_desc *d = &((struct xdp_desc *)tx.desc)[(p + i) & tx.mask];
        d->addr = (__u64)((p + i) & 1023) * 2048;
        d->len = LEN;
        d->options = 0;
        memcpy(umem + d->addr, frame, LEN);
    }
    __atomic_store_n(tx.prod, p + B, __ATOMIC_RELEASE);
    while (__atomic_load_n(tx.cons, __ATOMIC_ACQUIRE) != p + B) {
        if (sendto(s, 0, 0, MSG_DONTWAIT, 0, 0) < 0 && errno != EAGAIN && errno != EBUSY && errno != ENOBUFS)
            die("kick");
        unsigned c = __atomic_load_n(comp.prod, __ATOMIC_ACQUIRE);
        __atomic_store_n(comp.cons, c, __ATOMIC_RELEASE);
    }
    unsigned c = __atomic_load_n(comp.prod, __ATOMIC_ACQUIRE);
    __atomic_store_n(comp.cons, c, __ATOMIC_RELEASE);
    return B;
}
int main() {
    if (unshare(CLONE_NEWNET))
        die("unshare");
    if (system("ip link add va type veth peer name vb; ip link set va up; ip link set vb up; sysctl -qw "
               "net.ipv6.conf.all.disable_ipv6=1; sleep 1"))
        return 1;
    int a = if_nametoindex("va"), b = if_nametoindex("vb");
    memset(frame, 0xff, 6);
    frame[12] = 0x88;
    frame[13] = 0xb5;
    for (int i = 0; i < B; i++) {
        iv[i].iov_base = frame;
        iv[i].iov_len = LEN;
        mm[i].msg_hdr.msg_iov = iv + i;
        mm[i].msg_hdr.msg_iovlen = 1;
    }
    int ps = packet(a, 0);
    double m[R], x[R], pr[R], xr[R];
    int N = 64 * 300;
    int zc = xsk(a, XDP_ZEROCOPY);
    printf("zero-copy on veth: %s\n", zc < 0 ? "no" : "yes");
    if (zc >= 0)
        close(zc);
    int xs = xsk(a, XDP_COPY);
    if (xs < 0)
        return 1;
    for (int k = 0; k < R; k++) {
        long t = cpu();
        for (int i = 0; i < N; i += B)
            sendm(ps);
        m[k] = (cpu() - t) / (double)N;
        t = cpu();
        for (int i = 0; i < N; i += B)
            txd(xs);
        x[k] = (cpu() - t) / (double)N;
    }
    close(xs);
    // in: the frames are there, then they are taken
    int pin = packet(b, 0x88b5);
    close(pin);
    pin = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
    int v = 1;
    setsockopt(pin, SOL_PACKET, PACKET_VERSION, &v, 4);
    struct tpacket_req rq = {.tp_block_size = 1 << 16, .tp_block_nr = 64, .tp_frame_size = 2048, .tp_frame_nr = 2048};
    if (setsockopt(pin, SOL_PACKET, PACKET_RX_RING, &rq, sizeof rq))
        die("rxring");
    char *rg = mmap(0, 1 << 22, PROT_READ | PROT_WRITE, MAP_SHARED, pin, 0);
    struct sockaddr_ll sa = {.sll_family = AF_PACKET, .sll_protocol = htons(0x88b5), .sll_ifindex = b};
    if (bind(pin, (void *)&sa, sizeof sa))
        die("bind");
    static char sink[2048];
    int at = 0;
    double po[R], xo[R];
    for (int k = 0; k < R; k++) {
        long s = 0, so = 0;
        int got = 0, sent = 0;
        for (int z = 0; z < 60; z++) {
            long t0 = cpu();
            for (int i = 0; i < 512; i += B)
                sent += sendm(ps);
            so += cpu() - t0;
            usleep(3000);
            long t = cpu();
            for (;;) {
                struct tpacket2_hdr *h = (void *)(rg + at * 2048L);
                if (!(__atomic_load_n(&h->tp_status, __ATOMIC_ACQUIRE) & TP_STATUS_USER))
                    break;
                memcpy(sink, (char *)h + h->tp_mac, h->tp_snaplen);
                __atomic_store_n(&h->tp_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
                at = (at + 1) & 2047;
                got++;
            }
            s += cpu() - t;
        }
        pr[k] = s / (double)got;
        po[k] = so / (double)sent;
        if (!got)
            die("none");
    }
    close(pin);
    for (int drv = 0; drv < 2; drv++) {
        int c = fork();
        if (!c) {
            int xb = xsk(b, XDP_COPY);
            if (xb < 0)
                return 1;
            attach(b, xb, drv);
            for (int k = 0; k < R; k++) {
                long s = 0, so = 0;
                int got = 0, sent = 0;
                for (int z = 0; z < 60; z++) {
                    long t0 = cpu();
                    for (int i = 0; i < 512; i += B)
                        sent += sendm(ps);
                    so += cpu() - t0;
                    usleep(3000);
                    long t = cpu();
                    unsigned cns = *rx.cons, p = __atomic_load_n(rx.prod, __ATOMIC_ACQUIRE);
                    unsigned fp = *fill.prod;
                    while (cns != p) {
                        struct xdp_desc *d = &((struct xdp_desc *)rx.desc)[cns & rx.mask];
                        memcpy(sink, umem + d->addr, d->len);
                        ((__u64 *)fill.desc)[fp & fill.mask] = d->addr & ~2047ULL;
                        fp++;
                        cns++;
                        got++;
                    }
                    __atomic_store_n(rx.cons, cns, __ATOMIC_RELEASE);
                    __atomic_store_n(fill.prod, fp, __ATOMIC_RELEASE);
                    s += cpu() - t;
                }
                if (!got) {
                    printf("AF_XDP %s: nothing came\n", drv ? "native" : "generic");
                    return 0;
                }
                xr[k] = s / (double)got;
                xo[k] = so / (double)sent;
            }
            printf("in, AF_XDP copy, %s: ", drv ? "native" : "generic");
            out("taken", xr, R);
            out("   the sender's sendmmsg meanwhile", xo, R);
            fflush(stdout);
            exit(0);
        }
        int st;
        extern int wait(int *);
        wait(&st);
    }
    printf("frames of %d bytes, ns of the thread's CPU each, median (range) of %d rounds\n", LEN, R);
    out("out, sendmmsg, 64", m, R);
    out("out, AF_XDP copy, 64", x, R);
    out("in, packet ring V2, taken", pr, R);
    out("   the sender's sendmmsg meanwhile", po, R);
    return 0;
}
