package mptcp.interop.dialogue;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import mptcp.api.address.LinkAddress;
import mptcp.io.raw.RawLinkOptions;
import mptcp.io.raw.internal.TunDevice;
import mptcp.io.raw.libc.LibC;

/** The kernel of this machine in a network namespace of its own, behind a TUN device. Gone when it is closed. */
final class KernelSubject implements Subject {
    private static final int ROOM = 1 << 16;
    /** Programs that are asked for answer within this time, however busy the machine. */
    private static final int MOST_SECONDS = 15;
    private static final String BLOCKED = "! blocked";

    /** In the namespace; sockets belong to that of the thread that makes them. */
    private final ExecutorService inside = Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());
    private final Arena arena = Arena.ofShared();
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final TunDevice device;
    private final KernelRequests requests;
    private final Thread reader;
    private final LibC writing = new LibC(arena);
    private final LibC reading = new LibC(arena);
    private final MemorySegment incoming = arena.allocate(ROOM);
    private final MemorySegment outgoing = arena.allocate(ROOM);
    private volatile boolean closed;
    /** Its thread sleeps in a call: its descriptors stay open as long as this process lives. */
    private boolean blocked;

    KernelSubject(Topology topology) {
        requests = run(() -> {
            SystemCalls calls = new SystemCalls(arena);
            if (calls.unshare(LibC.CLONE_NEWNET) < 0) {
                throw new IOException("no network namespace could be made");
            }
            return new KernelRequests(calls);
        });
        device = run(() -> TunDevice.open(RawLinkOptions.create("tun0").mtu(topology.mtu())
                .kernelAddresses(inOrder(topology))));
        ask("sys ip link set lo up");
        ask("sys sysctl -q -w net.ipv4.tcp_rmem='4096 131072 15728640' net.ipv4.tcp_congestion_control=reno");
        reader = Thread.ofPlatform().daemon().start(this::watch);
    }

    /** In IPv6 the kernel takes the address that it was given last for its own end; this stack, the first of its list. */
    private static LinkAddress[] inOrder(Topology topology) {
        List<String> addresses = topology == Topology.IPV6 ? topology.subject().reversed() : topology.subject();
        return addresses.stream().map(LinkAddress::of).toArray(LinkAddress[]::new);
    }

    private <T> T run(Callable<T> action) {
        try {
            return inside.submit(action).get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Notes when packets come; what it has not come to yet is read by {@link #drain}. */
    private void watch() {
        try (Arena own = Arena.ofConfined()) {
            LibC libc = new LibC(own);
            MemorySegment poll = own.allocate(8, 8);
            MemorySegment time = own.allocate(16, 8);
            time.set(JAVA_LONG, 8, 20_000_000);
            while (!closed) {
                poll.set(JAVA_INT, 0, device.fd());
                poll.set(JAVA_SHORT, 4, LibC.POLLIN);
                if (libc.ppoll(poll.address(), 1, time.address()) > 0) {
                    readAll();
                }
            }
        }
    }

    private synchronized void readAll() {
        for (long n = reading.read(device.fd(), incoming.address(), ROOM); n > 0; n = reading.read(device.fd(), incoming.address(), ROOM)) {
            sent.add(new Sent(incoming.asSlice(0, n).toArray(JAVA_BYTE), System.nanoTime()));
        }
    }

    /** A call that blocks is told as such, and all that follow. */
    @Override
    public String ask(String request) {
        try {
            return blocked ? BLOCKED : inside.submit(() -> requests.answer(request)).get(MOST_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            blocked = true;
            return BLOCKED;
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void inject(byte[] packet) {
        MemorySegment.copy(packet, 0, outgoing, JAVA_BYTE, 0, packet.length);
        writing.write(device.fd(), outgoing.address(), packet.length);
    }

    @Override
    public List<Sent> drain() {
        readAll();
        List<Sent> all = new ArrayList<>();
        for (Sent each = sent.poll(); each != null; each = sent.poll()) {
            all.add(each);
        }
        return all;
    }

    @Override
    public void close() {
        if (!blocked) {
            run(() -> {
                requests.close();
                return null;
            });
        }
        closed = true;
        try {
            reader.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        writing.close(device.fd());
        inside.shutdown();
        if (!blocked) {
            arena.close();
        }
    }
}
