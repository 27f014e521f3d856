package mptcp.io.sim;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import mptcp.api.address.LinkAddress;
import mptcp.api.socket.DrivenStack;

/**
 * A network in virtual time: stacks, test nodes, and the paths between them. What happens is a function of the seed and
 * of the calls made; {@link #eventHash} tells two runs apart.
 *
 * <p>Events happen strictly in the order of (time, insertion). The network turns each stack when a packet arrives for
 * it, when the deadline that its last turn returned has come, when another thread gave it work, and after every action.
 *
 * <p>All methods are called on one thread, which is the loop thread of all stacks: the one that calls {@code run...},
 * or that of a {@link PacedRunner}. Times are nanoseconds since the network was made.
 */
public final class Network implements AutoCloseable {
    private final long seed;
    private final boolean payloadFree;
    private final EventQueue events = new EventQueue();
    private final PacketPool pool = new PacketPool();
    private final EventLog log;
    private final FromHops fromHops = new FromHops();
    private final Map<DrivenStack, StackDriver> drivers = new IdentityHashMap<>();
    private final List<StackDriver> turnOrder = new ArrayList<>();
    private final Map<String, SimPath> paths = new LinkedHashMap<>();
    private final Map<String, Hop> hops = new LinkedHashMap<>();
    private final List<PcapWriter> captures = new ArrayList<>();
    private volatile boolean work;
    private volatile Runnable wakeUp;
    private long nowNs;
    private long mostUnevenNs;

    /** A network without anything in it. */
    public Network(long seed) {
        this(seed, false);
    }

    /**
     * The same.
     *
     * @param payloadFree its stacks are so, too (see {@link mptcp.api.socket.StackConfig#payloadFree}): payloads have lengths
     *     and no bytes, checksums are taken to be right unless a link damages the packet, and {@link #eventHash} is of headers.
     *     There are neither middleboxes nor offloads, and no link flips bits of payloads.
     */
    public Network(long seed, boolean payloadFree) {
        this.seed = seed;
        this.payloadFree = payloadFree;
        log = new EventLog(payloadFree);
    }

    boolean payloadFree() {
        return payloadFree;
    }

    public long seed() {
        return seed;
    }

    /**
     * Makes the times of packets a little uneven, as those of real machines are: each hop that is made from now on and
     * has a rate delays each packet by a random part of the time that a full packet takes at that rate. The order is
     * kept. Without it, drop-tail queues and periodic senders fall in step, and which flow loses is decided by phases
     * of nanoseconds (Floyd and Jacobson, "On Traffic Phase Effects in Packet-Switched Gateways", 1992).
     *
     * @param mostNs no delay is longer, however slow the hop; 0: none
     */
    public void unevenness(long mostNs) {
        if (mostNs < 0) {
            throw new IllegalArgumentException("unevenness must not be negative: " + mostNs);
        }
        mostUnevenNs = mostNs;
    }

    /** The virtual time. */
    public long nowNs() {
        return nowNs;
    }

    // ---- what there is

    /**
     * Adds a stack, which from now on is turned by this network only; does nothing if it is there already.
     *
     * @throws IllegalArgumentException if only one of the two is free of payload
     */
    public void add(DrivenStack stack) {
        driver(stack);
    }

    StackDriver driver(DrivenStack stack) {
        StackDriver driver = drivers.get(stack);
        if (driver == null) {
            if (stack.config().payloadFree() != payloadFree) {
                throw new IllegalArgumentException("stack " + stack.name() + (payloadFree ? " has" : " is free of")
                        + " payload, unlike the network");
            }
            driver = new StackDriver(this, stack);
            drivers.put(stack, driver);
            turnOrder.add(driver);
        }
        return driver;
    }

    /** Forgets a stack: it is turned no more. Its paths stay until they are removed or the stack closes. */
    public void remove(DrivenStack stack) {
        StackDriver driver = drivers.remove(stack);
        if (driver != null) {
            turnOrder.remove(driver);
            driver.remove();
        }
    }

    public List<DrivenStack> stacks() {
        return turnOrder.stream().map(StackDriver::stack).toList();
    }

    /**
     * Makes a hop that paths can share.
     *
     * @throws IllegalStateException if the name is in use
     */
    public Hop hop(String name, LinkSpec spec) {
        return makeHop(name, name, "shared", spec);
    }

    private Hop makeHop(String name, String streamName, String direction, LinkSpec spec) {
        Hop hop = new Hop(name, spec, payloadFree);
        if (hops.putIfAbsent(name, hop) != null) {
            throw new IllegalStateException("there is a hop " + name + " already");
        }
        hop.engine(new Impairment(hop, seed, streamName, direction, events, pool, fromHops, mostUnevenNs));
        return hop;
    }

    /** The routes of one direction of a path; the hop of its own is made. */
    List<List<Hop>> hops(String path, Direction direction, PathBuilder.HopPlan plan) {
        boolean forward = direction == Direction.FORWARD;
        return switch (plan) {
            case PathBuilder.HopPlan.Shared shared -> shared.routes();
            case PathBuilder.HopPlan.Own own -> List.of(List.of(
                    makeHop(path + (forward ? ">" : "<"), path, forward ? "forward" : "backward", own.spec())));
        };
    }

    void checkOwned(Hop hop) {
        if (hops.get(hop.name()) != hop) {
            throw new IllegalArgumentException("hop " + hop.name() + " is not of this network");
        }
    }

    /**
     * A hop by name; those of a path's own are called {@code path>} and {@code path<}.
     *
     * @throws IllegalArgumentException that names those there are
     */
    public Hop hop(String name) {
        return find("hop", hops, name);
    }

    public Collection<Hop> hops() {
        return Collections.unmodifiableCollection(hops.values());
    }

    /** Begins the description of a path. */
    public PathBuilder newPath(String name) {
        return new PathBuilder(this, name);
    }

    /** A path with one hop of its own in each direction; the link of that name is added to both stacks. */
    public SimPath path(String name, DrivenStack a, List<LinkAddress> addressesOfA, DrivenStack b,
            List<LinkAddress> addressesOfB, LinkSpec forward, LinkSpec backward) {
        return newPath(name).between(End.of(a, addressesOfA), End.of(b, addressesOfB))
                .forward(forward).backward(backward).create();
    }

    /** A path through hops that others may share, in the order in which packets meet them. */
    public SimPath path(String name, DrivenStack a, List<LinkAddress> addressesOfA, DrivenStack b,
            List<LinkAddress> addressesOfB, List<Hop> forward, List<Hop> backward) {
        return newPath(name).between(End.of(a, addressesOfA), End.of(b, addressesOfB))
                .forward(forward).backward(backward).create();
    }

    SimPath create(PathBuilder plan) {
        if (paths.containsKey(plan.name())) {
            throw new IllegalStateException("there is a path " + plan.name() + " already");
        }
        SimPath path = new SimPath(this, plan);
        paths.put(plan.name(), path);
        try {
            attach(plan.a(), path.end(Direction.FORWARD));
            attach(plan.b(), path.end(Direction.BACKWARD));
        } catch (RuntimeException e) { // a stack refuses the link
            removePath(plan.name());
            throw e;
        }
        return path;
    }

    private static void attach(End plan, PathEnd end) {
        if (plan instanceof End.OfStack s && end instanceof SimLink link) {
            s.stack().addLink(link, s.addresses());
        } else if (end instanceof NodeEnd node) {
            node.attach();
        }
    }

    /**
     * A path by name.
     *
     * @throws IllegalArgumentException that names those there are
     */
    public SimPath path(String name) {
        return find("path", paths, name);
    }

    public Collection<SimPath> paths() {
        return Collections.unmodifiableCollection(paths.values());
    }

    /** Takes the path's links away from the stacks, and what it still carries with them. */
    public void removePath(String name) {
        SimPath path = path(name);
        path.down();
        for (StackDriver driver : turnOrder) {
            if (driver.stack().links().stream().anyMatch(l -> l.name().equals(name))) {
                driver.stack().removeLink(name);
            }
        }
        paths.remove(name);
        hops.remove(name + ">");
        hops.remove(name + "<");
    }

    /** {@link SimPath#down} by name; errors as {@link #path(String)}. */
    public void pathDown(String name) {
        path(name).down();
    }

    /** {@link SimPath#up} by name; errors as {@link #path(String)}. */
    public void pathUp(String name) {
        path(name).up();
    }

    private static <T> T find(String kind, Map<String, T> all, String name) {
        T found = all.get(name);
        if (found == null) {
            throw new IllegalArgumentException("there is no " + kind + " '" + name + "'; there are " + all.keySet());
        }
        return found;
    }

    // ---- time

    /** Does something at a time, or now if that is over; then all stacks get a turn. */
    public SimTimer at(long timeNs, Runnable action) {
        SimTimer timer = new SimTimer(this, action, 0);
        timer.schedule(timeNs);
        return timer;
    }

    /** {@link #at}, from now. */
    public SimTimer after(long delayNs, Runnable action) {
        return at(nowNs + delayNs, action);
    }

    /** Does something again and again, first after one period. */
    public SimTimer every(long periodNs, Runnable action) {
        if (periodNs <= 0) {
            throw new IllegalArgumentException("a period must be positive, not " + periodNs);
        }
        SimTimer timer = new SimTimer(this, action, periodNs);
        timer.schedule(nowNs + periodNs);
        return timer;
    }

    void schedule(long timeNs, EventQueue.Handler handler, Packet packet) {
        events.add(Math.max(timeNs, nowNs), handler, packet);
    }

    /** When the next event is due; {@link Long#MAX_VALUE} if there is none. */
    public long nextEventNs() {
        return work ? nowNs : events.nextNs();
    }

    /** Gives every stack a turn at the present time: for who called methods of a stack outside of an action. */
    public void poke() {
        for (int i = 0; i < turnOrder.size(); i++) { // no iterator: nothing is allocated
            turnOrder.get(i).turnNow(nowNs);
        }
    }

    /** Lets all happen that is due until then, that time included; it is then {@link #nowNs}. */
    public void runUntil(long timeNs) {
        poke();
        while (due(timeNs)) {
            step();
        }
        nowNs = Math.max(nowNs, timeNs);
    }

    /** {@link #runUntil}, from now. */
    public void runFor(long durationNs) {
        runUntil(nowNs + durationNs);
    }

    /**
     * Lets happen what is due, until a condition ends. It is asked after every event.
     *
     * @param limitNs the time at which to give up
     * @return true if the condition ended; false if it still held at the limit, or when nothing more would ever happen
     */
    public boolean runWhile(BooleanSupplier condition, long limitNs) {
        poke();
        while (condition.getAsBoolean()) {
            if (!due(limitNs)) {
                nowNs = Math.max(nowNs, events.isEmpty() ? nowNs : limitNs);
                return false;
            }
            step();
        }
        return true;
    }

    /**
     * Part of {@link #runUntil}, for who has other things to do meanwhile.
     *
     * @return whether there was more to do than so many events
     */
    boolean runSome(long timeNs, int maxEvents) {
        for (int i = 0; i < maxEvents; i++) {
            if (!due(timeNs)) {
                nowNs = Math.max(nowNs, timeNs);
                return false;
            }
            step();
        }
        return true;
    }

    private boolean due(long limitNs) {
        if (work) {
            work = false;
            for (StackDriver driver : turnOrder) {
                driver.collect(nowNs);
            }
        }
        return events.nextNs() <= limitNs;
    }

    private void step() {
        nowNs = events.nextNs();
        events.fireNext();
    }

    /** A stack has work from another thread. Any thread. */
    void wake() {
        work = true;
        Runnable action = wakeUp;
        if (action != null) {
            action.run();
        }
    }

    /** What to call, on any thread, when a stack has work from another thread. */
    void onWake(Runnable action) {
        wakeUp = action;
    }

    // ---- observation

    /** Where packets are used, for leak tests: packets in queues, on wires, held by middleboxes, not yet polled. */
    public int packetsInside() {
        return pool.outstanding();
    }

    /** 64 bits of everything that came through and was dropped: time, place, direction, kind and bytes. */
    public long eventHash() {
        return log.hash();
    }

    /**
     * From now on the hash is of headers only: IP, TCP and options, but for the checksum of TCP. So runs can be compared that
     * differ in their payloads.
     */
    public void hashHeaders() {
        log.hashHeaders();
    }

    /** How many events the hash stands for. */
    public long events() {
        return log.events();
    }

    public void listen(NetworkListener listener) {
        log.add(listener);
    }

    public void unlisten(NetworkListener listener) {
        log.remove(listener);
    }

    /** Writes what end A of each path sends and receives to a file; see {@link PcapWriter}. */
    public PcapWriter capture(java.nio.file.Path file) throws IOException {
        return capture(file, _ -> { });
    }

    /** @param failed called on the network's thread, once, if the file cannot be written any more */
    public PcapWriter capture(java.nio.file.Path file, Consumer<IOException> failed) throws IOException {
        return capture(file, PacketComments.NONE, failed);
    }

    /** The same, with comments. */
    public PcapWriter capture(java.nio.file.Path file, PacketComments comments, Consumer<IOException> failed) throws IOException {
        return capture(file, null, Direction.FORWARD, comments, failed);
    }

    PcapWriter capture(java.nio.file.Path file, SimPath only, Direction outward) throws IOException {
        return capture(file, only, outward, PacketComments.NONE, _ -> { });
    }

    private PcapWriter capture(java.nio.file.Path file, SimPath only, Direction outward, PacketComments comments,
            Consumer<IOException> failed) throws IOException {
        PcapWriter writer = new PcapWriter(file, this, only, outward, comments, failed);
        captures.add(writer);
        log.add(writer);
        return writer;
    }

    PacketPool pool() {
        return pool;
    }

    EventLog log() {
        return log;
    }

    /** Closes the captures; stacks are left to their owner. */
    @Override
    public void close() {
        captures.forEach(PcapWriter::close);
        captures.clear();
    }

    /** What comes out of hops. */
    private final class FromHops implements Impairment.Output {
        @Override
        public void passed(Hop hop, Packet packet, long timeNs) {
            log.passed(hop, packet, timeNs);
            packet.path.passedHop(packet, timeNs);
        }

        @Override
        public void dropped(Hop hop, DropReason reason, Packet packet, long timeNs) {
            log.dropped(hop, reason, packet, timeNs);
            pool.release(packet);
        }
    }
}
