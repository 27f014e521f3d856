package mptcp.simtest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.Monitor;
import mptcp.api.link.IpLink;
import mptcp.api.socket.AcceptListener;
import mptcp.api.socket.LoopStuckException;
import mptcp.api.socket.SocketListener;
import mptcp.io.sim.DirectLink;
import mptcp.testkit.fault.Callback;
import mptcp.testkit.fault.EndlessLoop;
import mptcp.testkit.fault.Stub;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every callback of every policy, factory and listener that does not come back. All of them at once, each in a world with a
 * thread of its own, since the watchdog takes its time: each is named, the others go on, and the bytes are right when it has
 * come back, be it that its bundle was stopped, which interrupts it, or that it returns by itself.
 */
@ResourceLock(Resources.SYSTEM_ERR)
class EndlessLoopTest {
    private static final long LIMIT_MS = 20_000;
    private static final List<Cell> CELLS = new ArrayList<>();
    private static final ByteArrayOutputStream SAID = new ByteArrayOutputStream();
    private static final PrintStream LOG = System.err;
    private static World beside;

    /** How it ends. */
    enum Way { BUNDLE_STOPPED, RETURNS }

    /** One callback in a world of its own. */
    private abstract static class Cell {
        final EndlessLoop loop;
        final String name;
        World w;
        CompletableFuture<World> run;
        Thread thread;
        String stuckIn;
        long stuck;
        boolean answered;

        Cell(String name, boolean heedless) {
            this.name = name;
            this.loop = new EndlessLoop(heedless);
        }

        abstract void plan(World world);

        /** Lets it come back. */
        abstract void end();

        /** What its message has to hold. */
        abstract String named();

        abstract void check();

        void start() {
            run = new CompletableFuture<>();
            thread = Thread.ofPlatform().daemon().name("world of " + this).start(() -> {
                try {
                    run.complete(Scenario.of(EndlessLoopTest.class, made -> {
                        w = made;
                        plan(made);
                        made.hosts().forEach(SimHost::watched);
                    }).run(1));
                } catch (Throwable t) {
                    run.completeExceptionally(t);
                }
            });
        }

        SimHost stuckHost() {
            for (SimHost host : w.hosts()) {
                String found = host.stack().stuckIn().orElse("");
                if (found.startsWith("the loop of " + host.name() + " is stuck")) {
                    return host;
                }
            }
            return null;
        }

        /** Waits until it is found, and notes what can be known of it from outside. */
        void look(long until) {
            SimHost host = stuckHost();
            while (host == null && System.nanoTime() < until) {
                LockSupport.parkNanos(10_000_000);
                host = stuckHost();
            }
            if (host == null) {
                return;
            }
            stuckIn = host.stack().stuckIn().orElse(null);
            stuck = host.counter("MPTcpLoopStuck");
            try {
                host.stack().inspector().connections();
                answered = true;
            } catch (LoopStuckException expected) {
                answered = false;
            }
        }

        @Override
        public String toString() {
            return name;
        }
    }

    /** Of a policy or its factory. */
    private static final class PolicyCell extends Cell {
        private final Callback at;
        private final Way way;
        private FaultWorld made;

        PolicyCell(Callback at, Way way) {
            super(at + ", " + way, way == Way.RETURNS);
            this.at = at;
            this.way = way;
        }

        @Override
        void plan(World world) {
            made = new FaultWorld(world, policy(), at, 1, (method, arguments, good) -> {
                loop.run();
                return good.answer();
            });
        }

        private String policy() {
            return "endless " + this;
        }

        @Override
        void end() {
            if (way == Way.BUNDLE_STOPPED) {
                made.stopBundle();
            } else {
                loop.release();
            }
        }

        @Override
        String named() {
            return at.kind().label() + " policy '" + policy() + "' of bundle.of.it 1.0 (connection 1)";
        }

        @Override
        void check() {
            made.check();
            boolean stopped = way == Way.BUNDLE_STOPPED;
            assertEquals(stopped, loop.wasInterrupted(), "interrupted");
            if (!at.name().equals("detach")) { // that is its last call
                assertEquals(stopped, !policy().equals(made.before), "before the other one it had " + made.before);
            }
            assertEquals(stopped, w.hosts().stream().anyMatch(h -> h.counter("MPTcpPolicyFailures") > 0), "it failed");
        }
    }

    /** Of an application or a tool. */
    private static final class ListenerCell extends Cell {
        private final Class<?> type;
        private final String work;

        ListenerCell(Class<?> type, String work) {
            super(type.getSimpleName(), true);
            this.type = type;
            this.work = work;
        }

        @Override
        void plan(World world) {
            new ListenerScene(world, type, loop::run, true);
        }

        @Override
        void end() {
            loop.release();
        }

        @Override
        String named() {
            return work;
        }

        @Override
        void check() {
            w.hosts().forEach(h -> assertEquals(0, h.counter("MPTcpContainedFaults"), h.name()));
        }
    }

    /** Of a link, beside those that carry the packets. */
    private static final class LinkCell extends Cell {
        private final String call;

        LinkCell(String call) {
            super("link " + call, true);
            this.call = call;
        }

        @Override
        void plan(World world) {
            world.path(Route.of("rate=20m,delay=5ms,queue=60k"));
            world.transfer(100_000, 100_000);
            IpLink good = DirectLink.pair("a", "b", 1500).a();
            IpLink bad = Stub.of(IpLink.class, (method, arguments) -> {
                if (method.getName().equals(call)) {
                    loop.run();
                }
                return method.invoke(good, arguments);
            });
            world.client().stack().addLink(bad, List.of(LinkAddress.of("10.99.0.1/24")));
        }

        @Override
        void end() {
            loop.release();
        }

        @Override
        String named() {
            return "a link";
        }

        @Override
        void check() {
            assertEquals(0, w.client().counter("MPTcpContainedFaults"));
        }
    }

    static Stream<Cell> cells() {
        return CELLS.stream();
    }

    @BeforeAll
    static void allAtOnce() throws Exception {
        for (Callback each : Callback.ofConnections()) {
            for (Way way : Way.values()) {
                CELLS.add(new PolicyCell(each, way));
            }
        }
        CELLS.add(new ListenerCell(SocketListener.class, "telling the application (connection "));
        CELLS.add(new ListenerCell(AcceptListener.class, "telling who accepts connections"));
        CELLS.add(new ListenerCell(Monitor.class, "telling a monitor"));
        CELLS.add(new LinkCell("poll"));
        System.setErr(new PrintStream(SAID, true, StandardCharsets.UTF_8));
        try {
            CELLS.forEach(Cell::start);
            for (Cell each : CELLS) {
                assertTrue(each.loop.begins(LIMIT_MS), () -> "it came to it: " + each);
            }
            beside = Scenario.of(EndlessLoopTest.class, w -> new FaultWorld(w, "beside", Callback.ofConnections().getFirst(), 1,
                    (method, arguments, good) -> good.answer())).run(1);
            long until = System.nanoTime() + LIMIT_MS * 1_000_000;
            for (Cell each : CELLS) {
                each.look(until);
            }
            endAll();
        } finally {
            CELLS.forEach(each -> each.loop.release());
            System.setErr(LOG);
        }
    }

    /** Each by a thread of its own: who stops a bundle waits for the loops to leave it. */
    private static void endAll() throws Exception {
        List<Thread> ending = CELLS.stream().map(each -> Thread.ofPlatform().daemon().start(each::end)).toList();
        for (Thread each : ending) {
            each.join(LIMIT_MS);
        }
        CELLS.forEach(each -> each.run.orTimeout(LIMIT_MS, TimeUnit.MILLISECONDS));
        CELLS.forEach(each -> each.run.handle((world, failure) -> failure).join());
    }

    @AfterAll
    static void forget() {
        CELLS.clear();
    }

    /** Their worlds are run while all those loops stand still. */
    @Test
    void othersGoOn() {
        assertTrue(beside.hosts().stream().allMatch(h -> h.counter("MPTcpLoopStuck") == 0));
        assertFalse(CELLS.isEmpty());
    }

    @ParameterizedTest
    @MethodSource("cells")
    void whoDoesNotComeBack(Cell cell) {
        assertTrue(cell.stuckIn != null && cell.stuckIn.contains(cell.named()), () -> "named: " + cell.stuckIn);
        assertEquals(1, cell.stuck, "counted");
        assertFalse(cell.answered, "what needs the loop says so");
        assertNull(cell.run.handle((world, failure) -> failure).join(), "bytes are right, nothing is left");
        cell.check();
    }

    /** Who it is, and where, with the stack of the thread. */
    @ParameterizedTest
    @MethodSource("cells")
    void theLogNamesItOnce(Cell cell) {
        String text = SAID.toString(StandardCharsets.UTF_8);
        String line = "the loop does not come back from " + cell.named();
        assertEquals(1, text.split(Pattern.quote(line), -1).length - 1, line);
        assertTrue(text.substring(text.indexOf(line)).contains("\tat mptcp.testkit.fault.EndlessLoop.run"));
    }
}
