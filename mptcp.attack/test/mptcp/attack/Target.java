package mptcp.attack;

import java.io.IOException;
import java.lang.StackWalker.StackFrame;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.SocketConfig;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.pattern.Pattern;
import mptcp.testkit.Script;
import mptcp.testkit.ScriptEntropy;
import mptcp.testkit.ScriptLink;
import mptcp.testkit.wire.MalformedPacketException;
import mptcp.testkit.wire.PacketDecoder;
import mptcp.testkit.wire.TcpPacket;

/**
 * A stack that is attacked, in virtual time, with an honest bystander on a connection of its own. It has two IPv4 addresses
 * and one of IPv6 on one link, and listens on {@link #PORT}. Closing asserts that no fault of its loop was logged. One thread.
 */
final class Target implements AutoCloseable {
    static final int PORT = 80;
    /** Whose policies the stack chooses from. */
    static final StackFactory FACTORY = ServiceLoader.load(StackFactory.class).findFirst().orElseThrow();
    static final InetAddress HERE = Script.inet("10.0.1.1");
    static final InetAddress HERE_TOO = Script.inet("10.0.2.1");
    private static final long START_NS = 1_000_000_000;
    private static final int IDLE_TURNS = 5_000;
    private static final int STRAYS_KEPT = 1_000;
    private static final int BATCH = 64;
    private static final int FIRST_PORT = 20_000;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static final AtomicInteger COUNT = new AtomicInteger();

    private final DrivenStack stack;
    private final ScriptLink link = new ScriptLink("wire", 1500, (packet, nowNs) -> sent(packet));
    private final SplittableRandom random = new SplittableRandom(8);
    private final Map<List<InetSocketAddress>, Wire> wires = new HashMap<>();
    private final Map<InetSocketAddress, StreamSocket> accepted = new HashMap<>();
    private final Deque<byte[]> outbox = new ArrayDeque<>();
    private final Deque<TcpPacket> strays = new ArrayDeque<>();
    private final StreamListener listener;
    private final Peer bystander;
    private Memory before;
    private long nowNs = START_NS;
    private long dueNs = Long.MAX_VALUE;
    private int nextPort = FIRST_PORT;
    private long nextSalt = 1;
    private long sentPackets;
    private long hostile;
    private long delivered;
    private long spentNs;
    private boolean broken;

    Target() {
        this(c -> { });
    }

    Target(Consumer<StackConfig.Builder> settings) {
        this(settings, SocketConfig.DEFAULT);
        memoryCounts();
    }

    static Target small(Consumer<StackConfig.Builder> settings, SocketConfig listening) {
        return new Target(settings, listening);
    }

    /** One whose memory is not looked at, for attacks that are tried on hundreds of them. */
    static Target small(Consumer<StackConfig.Builder> settings) {
        return new Target(settings, SocketConfig.DEFAULT);
    }

    Target(Consumer<StackConfig.Builder> settings, SocketConfig listening) {
        LoopLog.takeErrors();
        StackConfig.Builder builder = StackConfig.builder("target-" + COUNT.incrementAndGet())
                .entropy(new ScriptEntropy(1));
        settings.accept(builder);
        stack = FACTORY.createDriven(builder.build());
        stack.addLink(link, List.of(LinkAddress.of("10.0.1.1/16"), LinkAddress.of("10.0.2.1/16"),
                LinkAddress.of("fd00:1::1/64")));
        run();
        try {
            listener = stack.listen(new InetSocketAddress("0.0.0.0", PORT), listening, null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        bystander = peer().at("10.0.9.9").version(stack.config().mptcpVersion()).connect();
        bystander.exchange(1000);
    }

    // --- who is there

    DrivenStack stack() {
        return stack;
    }

    SplittableRandom random() {
        return random;
    }

    /** Another peer; it connects when told to. */
    Peer peer() {
        return new Peer(this, nextSalt++);
    }

    InetSocketAddress address() {
        return new InetSocketAddress(HERE, PORT);
    }

    InetSocketAddress freshPort(InetAddress of) {
        if (nextPort > 65_535) {
            nextPort = FIRST_PORT;
        }
        return new InetSocketAddress(of, nextPort++);
    }

    void register(Wire wire) {
        wires.put(List.of(wire.there(), wire.here()), wire);
    }

    void forget(Wire wire) {
        wires.remove(List.of(wire.there(), wire.here()));
    }

    /** Takes all that can be accepted. @return the application of this subflow's connection, or null */
    App accept(Wire wire, Pattern out, Pattern in) {
        for (StreamSocket s = listener.tryAccept(); s != null; s = listener.tryAccept()) {
            accepted.put(s.remote(), s);
        }
        StreamSocket mine = accepted.remove(wire.here());
        return mine == null ? null : new App(mine, out, in);
    }

    /** Closes what others have opened and nobody wants. */
    int abandonAccepted() {
        for (StreamSocket s = listener.tryAccept(); s != null; s = listener.tryAccept()) {
            accepted.put(s.remote(), s);
        }
        int n = accepted.size();
        accepted.values().forEach(StreamSocket::abort);
        accepted.clear();
        run();
        return n;
    }

    long counter(String name) {
        return stack.inspector().counters().getOrDefault(name, 0L);
    }

    List<ConnectionSnapshot> connections() {
        return stack.inspector().connections();
    }

    ConnectionSnapshot connection(Peer peer) {
        return stack.inspector().connection(peer.app().socket().id()).orElse(null);
    }

    // --- time

    long nowNs() {
        return nowNs;
    }

    long millis() {
        return nowNs / 1_000_000;
    }

    /** Turns until there is nothing more to do at the present time. */
    void run() {
        int idle = 0;
        do {
            int waiting = link.unpolled();
            long outBefore = sentPackets;
            turn();
            dispatch();
            idle = waiting > 0 || sentPackets > outBefore ? 0 : idle + 1;
            if (idle > IDLE_TURNS) {
                throw fault("the loop asks for another turn at once, " + IDLE_TURNS + " times over", null);
            }
        } while (dueNs <= nowNs || link.unpolled() > 0);
    }

    private void turn() {
        long start = THREADS.getCurrentThreadCpuTime();
        try {
            dueNs = stack.turn(nowNs);
        } catch (RuntimeException | Error e) {
            throw fault("the loop threw " + e, e);
        } finally {
            spentNs += THREADS.getCurrentThreadCpuTime() - start;
        }
    }

    private AssertionError fault(String what, Throwable cause) {
        broken = true;
        return new AssertionError(what, cause);
    }

    void advance(long ns) {
        long until = nowNs + ns;
        run();
        while (dueNs <= until) {
            nowNs = Math.max(nowNs, dueNs);
            run();
        }
        nowNs = until;
        run();
    }

    // --- packets

    private void sent(byte[] packet) {
        sentPackets++;
        outbox.add(packet);
    }

    private void dispatch() {
        for (byte[] bytes = outbox.poll(); bytes != null; bytes = outbox.poll()) {
            TcpPacket p;
            try {
                p = PacketDecoder.decode(bytes);
            } catch (MalformedPacketException e) {
                throw fault("the stack sent a malformed packet: " + e.getMessage(), e);
            }
            Wire wire = wires.get(List.of(p.from(), p.to()));
            if (wire != null) {
                wire.received(p);
            } else {
                if (strays.size() == STRAYS_KEPT) {
                    strays.removeFirst();
                }
                strays.add(p);
            }
        }
    }

    /** Packets of the stack to nobody that is known here, since the last call; the newest thousand. */
    List<TcpPacket> takeStrays() {
        List<TcpPacket> all = new ArrayList<>(strays);
        strays.clear();
        return all;
    }

    long sentPackets() {
        return sentPackets;
    }

    /** Packets that it was given, honest ones too. */
    long delivered() {
        return delivered;
    }

    /** Puts a packet on the wire; the next turn takes it. */
    void deliver(byte[] packet) {
        delivered++;
        link.deliver(packet);
    }

    void inject(byte[] packet) {
        deliver(packet);
        run();
    }

    /** One hostile packet, counted as such. */
    void hostile(byte[] packet) {
        long spent = spentNs;
        inject(seasoning.apply(packet));
        hostileNs += spentNs - spent;
        hostile++;
    }

    /** What becomes of each hostile packet before it is on the wire. */
    void season(UnaryOperator<byte[]> how) {
        seasoning = how;
    }

    private long hostileNs;
    private UnaryOperator<byte[]> seasoning = UnaryOperator.identity();

    /** So many hostile packets, as fast as the loop takes them. */
    void storm(int packets, IntFunction<byte[]> make) {
        long spent = spentNs;
        for (int i = 0; i < packets;) {
            for (int end = Math.min(packets, i + BATCH); i < end; i++) {
                deliver(make.apply(i));
            }
            run();
        }
        hostileNs += spentNs - spent;
        hostile += packets;
    }

    /** Processor time of the loop so far, in nanoseconds. */
    long spentNs() {
        return spentNs;
    }

    // --- service

    Peer bystander() {
        return bystander;
    }

    /** The bystander's connection goes on, with the right bytes. */
    void bystanderGoesOn() {
        bystander.exchange(3000);
    }

    /** Somebody else can connect, exchange bytes, and leave. */
    void othersCanConnect() {
        Peer newcomer = peer().at("10.0.9.10").version(stack.config().mptcpVersion()).connect();
        newcomer.exchange(2000);
        newcomer.app().socket().abort();
        run();
        forget(newcomer.wire());
    }

    // --- figures

    /** From now on memory counts. */
    void memoryCounts() {
        before = Memory.now();
    }

    Memory memory() {
        return before == null ? null : Memory.now().since(before);
    }

    /** Adds the row of an attack that was withstood. @return what memory it took */
    Memory report(String attack, Figures.Foe by, String service) {
        Memory m = memory();
        String cost = hostile == 0 ? "-" : String.format(Locale.ROOT, "%.1f µs", hostileNs / 1e3 / hostile);
        Figures.add(test(), attack, by, service, m == null ? "-" : m.text(), cost);
        return m;
    }

    private static String test() {
        List<StackFrame> frames = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).walk(all -> all
                .filter(f -> f.getDeclaringClass().getSimpleName().endsWith("Test")).toList());
        StackFrame last = frames.getLast();
        return last.getDeclaringClass().getSimpleName() + "." + last.getMethodName();
    }

    @Override
    public void close() {
        List<String> logged = LoopLog.takeErrors();
        try {
            stack.close();
        } catch (RuntimeException | Error e) {
            if (!broken) {
                throw fault("closing the stack threw " + e, e);
            }
        }
        if (!logged.isEmpty() && !broken) {
            throw new AssertionError("the stack logged errors:\n" + String.join("\n", logged));
        }
    }
}
