package mptcp.lab.view;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.SocketException;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import mptcp.io.sim.capture.CaptureWriter;
import mptcp.io.sim.capture.CaptureWriter.Way;
import mptcp.io.raw.libc.Errno;
import mptcp.io.raw.libc.LibC;
import mptcp.lab.Host;
import mptcp.lab.LabException;
import mptcp.lab.socket.Descriptor;
import mptcp.lab.socket.SocketCalls;

/**
 * Writes the packets of some devices of a host to one pcapng file, or through a named pipe, in the order in which they passed, until it
 * is {@link #stop stopped}. Each device is an interface with its name, each packet says which way it went. It starts and ends at once and needs no tool. Times are those at which this program read the
 * packets from the socket (packet(7)).
 */
public final class Capture implements AutoCloseable {
    private static final int AF_PACKET = 17;
    private static final short ETH_P_ALL = 3;
    private static final int ETH_P_IP = 0x0800;
    private static final int ETH_P_IPV6 = 0x86dd;
    private static final int SOL_PACKET = 263;
    private static final int PACKET_STATISTICS = 6;
    private static final int SO_RCVBUFFORCE = 33;
    private static final int RECEIVE_BUFFER = 1 << 27;
    private static final int SOCKADDR_LL_SIZE = 20;
    private static final int SLL_PROTOCOL = 2;
    private static final int SLL_IFINDEX = 4;
    private static final int SLL_PKTTYPE = 10;
    private static final int PACKET_OUTGOING = 4;
    private static final ValueLayout.OfShort NETWORK_SHORT = JAVA_SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final long SIOCGIFINDEX = 0x8933;
    private static final int IFREQ_SIZE = 40;
    private static final int IFREQ_VALUE = 16;
    /** How long stopping may take to be noticed. */
    private static final long PAUSE_NS = 10_000_000;
    private static final long SECOND_NS = 1_000_000_000;

    private final Path file;
    /** Their names by the kernel's numbers. */
    private final Map<Integer, String> devices = new LinkedHashMap<>();
    private final Descriptor socket;
    private final Thread thread;
    private final Comments comments;
    private final Consumer<Throwable> failed;
    private long packets;
    private volatile boolean stopping;
    private volatile Throwable failure;
    private Result result;

    private Capture(Path file, int fd, Comments comments, Consumer<Throwable> failed) throws SocketException {
        this.file = file;
        this.comments = comments;
        this.failed = failed;
        socket = new Descriptor(fd);
        thread = Thread.ofPlatform().daemon().name("capture").unstarted(this::run);
    }

    /**
     * What was captured.
     *
     * @param dropped packets that passed and are not in the file
     */
    public record Result(Path file, long packets, long dropped) {}

    /** Starts; when this returns, every packet from now on will be in the file. */
    public static Capture start(Host host, Path file, Collection<String> devices) throws IOException {
        return start(host, file, devices, (_, _, _) -> null, _ -> { });
    }

    /** What to say of packets, for people. */
    @FunctionalInterface
    public interface Comments {
        /**
         * Called on the capture's thread before a packet is written.
         *
         * @param memory with the packet, from its IP header on; valid during the call
         * @return a few lines at most, or null
         */
        String of(MemorySegment memory, long offset, int length);
    }

    /** @param failed called on the capture's thread, once, if it ends before it is stopped */
    public static Capture start(Host host, Path file, Collection<String> devices, Comments comments, Consumer<Throwable> failed)
            throws IOException {
        int fd = host.<Integer, LabException>inside(() -> SocketCalls.socket(
                AF_PACKET, LibC.SOCK_DGRAM | LibC.SOCK_NONBLOCK | LibC.SOCK_CLOEXEC, 0));
        if (fd < 0) {
            throw new LabException("a capture needs CAP_NET_RAW: run as root (" + Errno.text(-fd) + ")");
        }
        Capture capture = new Capture(file, fd, comments, failed);
        try {
            for (String device : devices) {
                capture.devices.put(capture.index(device, host), device);
            }
            capture.bind();
        } catch (IOException | RuntimeException e) {
            capture.socket.close();
            throw e;
        }
        capture.thread.start();
        return capture;
    }

    private int index(String device, Host host) throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment request = arena.allocate(IFREQ_SIZE, Long.BYTES);
            request.setString(0, device);
            long result = socket.use(fd -> SocketCalls.ioctl(fd, SIOCGIFINDEX, request.address()));
            if (result < 0) {
                throw new LabException("there is no device " + device + " on " + host.namespace());
            }
            return request.get(JAVA_INT, IFREQ_VALUE);
        }
    }

    public static Capture start(Host host, Path file, String... devices) throws IOException {
        return start(host, file, List.of(devices));
    }

    private void bind() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment size = arena.allocateFrom(JAVA_INT, RECEIVE_BUFFER);
            socket.use(fd -> SocketCalls.setOption(fd, SocketCalls.SOL_SOCKET, SO_RCVBUFFORCE, size));
            MemorySegment address = arena.allocate(SOCKADDR_LL_SIZE, Integer.BYTES);
            address.set(JAVA_SHORT, 0, (short) AF_PACKET);
            address.set(NETWORK_SHORT, SLL_PROTOCOL, ETH_P_ALL);
            long result = socket.use(fd -> SocketCalls.bind(fd, address));
            if (result < 0) {
                throw new LabException("a capture cannot be started: " + Errno.text((int) -result));
            }
        }
    }

    private void run() {
        try (Arena arena = Arena.ofConfined(); CaptureWriter writer = CaptureWriter.to(file)) {
            Map<Integer, Integer> numbers = new LinkedHashMap<>();
            for (Map.Entry<Integer, String> device : devices.entrySet()) {
                numbers.put(device.getKey(), writer.describe(device.getValue()));
            }
            MemorySegment packet = arena.allocate(CaptureWriter.LONGEST, 64);
            MemorySegment from = arena.allocate(SOCKADDR_LL_SIZE, Integer.BYTES);
            MemorySegment size = arena.allocate(JAVA_INT);
            while (true) {
                boolean last = stopping; // read before the socket is: then an empty socket means that all is written
                size.set(JAVA_INT, 0, SOCKADDR_LL_SIZE);
                long length = socket.use(fd -> SocketCalls.receive(fd, packet, from, size));
                if (length > 0) {
                    write(writer, numbers, packet, (int) length, from);
                } else if (last) {
                    return;
                } else if (length == -Errno.EAGAIN) {
                    socket.poll(LibC.POLLIN, PAUSE_NS);
                }
            }
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
            failed.accept(e);
        }
    }

    /** What ended it before it was stopped, or null. */
    public Throwable failure() {
        return failure;
    }

    private void write(CaptureWriter writer, Map<Integer, Integer> numbers, MemorySegment packet, int length, MemorySegment from)
            throws IOException {
        int protocol = from.get(NETWORK_SHORT, SLL_PROTOCOL) & 0xffff;
        boolean ip = protocol == ETH_P_IP || protocol == ETH_P_IPV6;
        Integer number = numbers.get(from.get(JAVA_INT, SLL_IFINDEX));
        if (ip && number != null) {
            Instant now = Instant.now();
            boolean outgoing = from.get(ValueLayout.JAVA_BYTE, SLL_PKTTYPE) == PACKET_OUTGOING;
            writer.packet(number, now.getEpochSecond() * SECOND_NS + now.getNano(), outgoing ? Way.OUTBOUND : Way.INBOUND, packet, 0,
                    length, comments.of(packet, 0, length));
            packets++;
        }
    }

    /** Writes what has passed so far, closes the file and says what is in it. */
    public Result stop() throws IOException {
        if (result != null) {
            return result;
        }
        stopping = true;
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        if (failure != null) {
            socket.close();
            throw new LabException("the capture to " + file + " failed: " + failure, failure);
        }
        result = new Result(file, packets, dropped());
        socket.close();
        return result;
    }

    /** {@code struct tpacket_stats}: packets, drops; of all devices of the host. */
    private long dropped() throws IOException {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment statistics = arena.allocate(JAVA_INT, 2);
            MemorySegment size = arena.allocateFrom(JAVA_INT, 2 * Integer.BYTES);
            long read = socket.use(fd -> SocketCalls.getOption(fd, SOL_PACKET, PACKET_STATISTICS, statistics, size));
            if (read < 0) {
                throw new LabException("reading the statistics of the capture: " + Errno.text((int) -read));
            }
            return Integer.toUnsignedLong(statistics.get(JAVA_INT, Integer.BYTES));
        }
    }

    @Override
    public void close() throws IOException {
        stop();
    }
}
