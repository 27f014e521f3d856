package mptcp.core.loop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import mptcp.api.address.LinkAddress;
import mptcp.api.inspect.ConnectionSnapshot;
import mptcp.api.policy.PolicyContext;
import mptcp.api.policy.PolicyKind;
import mptcp.api.policy.Setting;
import mptcp.api.policy.Subflows;
import mptcp.api.scheduler.PacketScheduler;
import mptcp.api.scheduler.SchedulerFactory;
import mptcp.api.scheduler.SendRequest;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.LoopStuckException;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StreamException;
import mptcp.api.socket.StreamListener;
import mptcp.api.socket.StreamSocket;
import mptcp.io.sim.DirectLink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Policies and tasks that do not come back: who they are is said, and nobody waits for them. */
class WatchdogTest {
    private static final InetSocketAddress PEER = new InetSocketAddress("10.0.0.2", 80);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final Stacks stacks = new Stacks();
    private final CountDownLatch released = new CountDownLatch(1);
    private final CountDownLatch inside = new CountDownLatch(1);
    private Stack host;
    private Stack other;

    /** Does not come back from attach: waits, so that an interruption ends it, or pays no heed to any. */
    private final class Blocking implements SchedulerFactory {
        private final boolean heedless;

        Blocking(boolean heedless) {
            this.heedless = heedless;
        }

        @Override
        public String name() {
            return "blocking";
        }

        @Override
        public PacketScheduler create(PolicyContext connection) {
            return new PacketScheduler() {
                @Override
                public void attach(Subflows subflows, long nowNs) {
                    inside.countDown();
                    while (released.getCount() > 0) {
                        try {
                            released.await();
                        } catch (InterruptedException e) {
                            if (!heedless) {
                                throw new IllegalStateException("interrupted", e);
                            }
                        }
                    }
                }

                @Override
                public long select(SendRequest request, Subflows subflows, long nowNs) {
                    return WAIT;
                }
            };
        }
    }

    /** Reads a setting whose parser does not come back. */
    private final class Parsing implements SchedulerFactory {
        private final Setting<String> setting = Setting.of("parsing.text", "text", "good", "a text", "what it is given", text -> {
            if (!text.equals("good")) {
                try {
                    released.await();
                } catch (InterruptedException e) {
                    throw new IllegalArgumentException("interrupted", e);
                }
            }
            return text;
        });

        @Override
        public String name() {
            return "parsing";
        }

        @Override
        public PacketScheduler create(PolicyContext connection) {
            connection.setting(setting);
            return (request, subflows, now) -> PacketScheduler.WAIT;
        }
    }

    @BeforeEach
    void open() {
        host = stacks.create(StackConfig.builder("stuck").build());
        host.addLink(DirectLink.pair("a", "b", 1500).a(), List.of(LinkAddress.of("10.0.0.1/24")));
        other = stacks.create(StackConfig.builder("other").build());
    }

    @AfterEach
    void close() {
        released.countDown();
        host.close();
        other.close();
    }

    private SchedulerFactory block(boolean heedless) {
        SchedulerFactory factory = new Blocking(heedless);
        stacks.policies().add(PolicyKind.SCHEDULER, factory, 1, "bundle.of.it 1.2.3");
        return factory;
    }

    private static void eventually(BooleanSupplier condition) {
        assertTimeoutPreemptively(LONG, () -> {
            while (!condition.getAsBoolean()) {
                Thread.onSpinWait();
            }
        });
    }

    @Test
    void whoDoesNotComeBackIsNamedAndNobodyWaits() throws IOException {
        SchedulerFactory factory = block(false);
        LoopStuckException e = assertTimeoutPreemptively(LONG,
                () -> assertThrows(LoopStuckException.class, () -> host.connect(PEER)));
        for (String part : List.of("stuck", "scheduler", "'blocking'", "bundle.of.it 1.2.3", "connection 1", "begun")) {
            assertTrue(e.getMessage().contains(part), part + " in: " + e.getMessage());
        }
        assertTrue(host.stuckIn().isPresent());
        assertTimeoutPreemptively(Duration.ofSeconds(5), () -> {
            assertThrows(LoopStuckException.class, () -> host.inspector().connections());
            assertThrows(LoopStuckException.class, () -> host.policies().inUse(PolicyKind.SCHEDULER));
            assertEquals(1, host.inspector().counters().get("MPTcpLoopStuck"), "counters can be read all the same");
            assertEquals(List.of(), other.inspector().connections(), "other hosts go on");
        });
        assertTrue(other.stuckIn().isEmpty());

        stacks.policies().remove(factory); // interrupts it
        assertTrue(assertTimeoutPreemptively(LONG, () -> host.inspector().connections()).getFirst().policies()
                .containsValue("builtin"));
        assertTrue(host.stuckIn().isEmpty());
        assertEquals(0, host.inspector().counters().get("MPTcpPolicyLateDepartures"));
        assertFalse(host.call(Thread::interrupted), "the interruption was the policy's alone");
    }

    @Test
    void aParserOfASettingIsThePolicys() {
        SchedulerFactory factory = new Parsing();
        stacks.policies().add(PolicyKind.SCHEDULER, factory, 1, "bundle.of.it 1.2.3");
        host.reconfigure(host.config().toBuilder().policySettings(Map.of("parsing.text", "bad")).build());
        LoopStuckException e = assertTimeoutPreemptively(LONG,
                () -> assertThrows(LoopStuckException.class, () -> host.connect(PEER)));
        assertTrue(e.getMessage().contains("'parsing'") && e.getMessage().contains("bundle.of.it 1.2.3"), e.getMessage());
        assertTimeoutPreemptively(LONG, () -> stacks.policies().remove(factory)); // interrupts it
        assertEquals("builtin", assertTimeoutPreemptively(LONG, () -> host.inspector().connections()).getFirst().policies()
                .get(PolicyKind.SCHEDULER));
        assertTrue(host.stuckIn().isEmpty());
    }

    @Test
    void anotherPolicyThatIsChosenInterruptsIt() {
        block(false);
        assertThrows(LoopStuckException.class, () -> host.connect(PEER));
        assertTimeoutPreemptively(LONG, () -> host.policies().choose(PolicyKind.SCHEDULER, "builtin"));
        assertTrue(host.stuckIn().isEmpty());
    }

    @Test
    void whoHeedsNoInterruptionLeavesLate() {
        SchedulerFactory factory = block(true);
        assertThrows(LoopStuckException.class, () -> host.connect(PEER));
        assertTimeoutPreemptively(LONG, () -> stacks.policies().remove(factory));
        assertTrue(host.stuckIn().isPresent());
        released.countDown();
        eventually(() -> host.stuckIn().isEmpty());
        assertEquals(1, host.inspector().counters().get("MPTcpPolicyLateDepartures"));
        assertEquals("builtin", host.inspector().connections().getFirst().policies().get(PolicyKind.SCHEDULER));
    }

    @Test
    void whatCouldNotBeDoneIsNotDoneLater() {
        block(true);
        assertThrows(LoopStuckException.class, () -> host.connect(PEER));
        AtomicBoolean done = new AtomicBoolean();
        assertThrows(LoopStuckException.class, () -> host.call(() -> done.getAndSet(true)));
        released.countDown();
        eventually(() -> host.stuckIn().isEmpty());
        host.inspector().connections();
        assertFalse(done.get());
    }

    /** An application that closes what it has and goes on: nobody else would do it again. */
    @Test
    void whatIsClosedMeanwhileIsClosedLater() throws IOException {
        StreamSocket closed = host.connect(PEER);
        StreamSocket aborted = host.connect(PEER);
        StreamSocket shut = host.connect(PEER);
        StreamListener door = host.listen(new InetSocketAddress("10.0.0.1", 99));
        Thread asking = Thread.ofPlatform().start(() -> assertThrows(LoopStuckException.class, () -> host.call(() -> {
            released.await();
            return null;
        })));
        eventually(() -> host.stuckIn().isPresent());
        assertTimeoutPreemptively(LONG, () -> {
            closed.close();
            aborted.abort();
            door.close();
        });
        assertThrows(LoopStuckException.class, shut::shutdownOutput);
        assertEquals(0, shut.ready() & StreamSocket.WRITABLE);
        released.countDown();
        assertTimeoutPreemptively(LONG, () -> asking.join());
        eventually(() -> host.stuckIn().isEmpty());
        assertEquals(List.of(shut.id()), host.inspector().connections().stream().map(ConnectionSnapshot::id).toList());
        assertEquals(List.of(), host.inspector().listeners());
        shut.shutdownOutput();
        assertThrows(StreamException.class, () -> shut.tryWrite(ByteBuffer.allocate(1)), "it was asked again, and is done");
        host.listen(new InetSocketAddress("10.0.0.1", 99)).close();
    }

    @Test
    void closingLeavesItBehindAndItEndsWhenItCan() {
        block(true);
        assertThrows(LoopStuckException.class, () -> host.connect(PEER));
        assertTimeoutPreemptively(LONG, host::close);
        assertEquals(List.of("other"), stacks.stacks().stream().map(Stack::name).toList());
        Thread loop = Thread.getAllStackTraces().keySet().stream().filter(t -> t.getName().equals("mptcp-stuck"))
                .findFirst().orElseThrow();
        released.countDown();
        assertTimeoutPreemptively(LONG, () -> loop.join());
    }

    @Test
    void closingInterruptsIt() {
        block(false);
        assertThrows(LoopStuckException.class, () -> host.connect(PEER));
        assertTimeoutPreemptively(LONG, host::close);
        assertTrue(Thread.getAllStackTraces().keySet().stream().noneMatch(t -> t.getName().equals("mptcp-stuck")));
    }

    @Test
    void aTaskOfTheApplicationIsSeenToo() {
        LoopStuckException e = assertThrows(LoopStuckException.class, () -> host.call(() -> {
            released.await();
            return null;
        }));
        assertTrue(e.getMessage().contains("a command"), e.getMessage());
        assertTrue(host.stuckIn().isPresent());
    }

    @Test
    void aDrivenHostIsWatchedToo() throws InterruptedException {
        block(true);
        DrivenStack driven = stacks.createDriven(StackConfig.builder("driven").build());
        driven.addLink(DirectLink.pair("a", "b", 1500).a(), List.of(LinkAddress.of("10.0.0.3/24")));
        Thread driver = Thread.ofPlatform().start(() -> {
            driven.turn(1);
            try {
                driven.connect(PEER);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        inside.await();
        eventually(() -> driven.stuckIn().isPresent());
        assertThrows(LoopStuckException.class, () -> driven.inspector().connections());
        assertTimeoutPreemptively(LONG, driven::close);
        released.countDown();
        driver.join();
    }

    /** Its owner does something else: who asks hears of it, and what he asked is not done later. */
    @Test
    void aDrivenHostThatNobodyTurnsIsNotWaitedForWithoutEnd() throws InterruptedException {
        DrivenStack driven = stacks.createDriven(StackConfig.builder("driven").build());
        driven.turn(1);
        AtomicBoolean done = new AtomicBoolean();
        LoopStuckException[] told = new LoopStuckException[1];
        Thread other = Thread.ofPlatform().start(() -> told[0] = assertThrows(LoopStuckException.class, () -> driven.call(() -> {
            done.set(true);
            return null;
        })));
        assertTrue(other.join(LONG));
        assertTrue(told[0].getMessage().contains("nobody turns the loop of driven"), told[0].getMessage());
        driven.turn(2);
        assertFalse(done.get());
        driven.close();
    }

    /** As in a simulated network that follows the clock: one thread drives them all. */
    @Test
    void hostsOfItsThreadSayWhomTheyWaitFor() throws InterruptedException {
        block(true);
        DrivenStack driven = stacks.createDriven(StackConfig.builder("driven").build());
        DrivenStack beside = stacks.createDriven(StackConfig.builder("beside").build());
        driven.addLink(DirectLink.pair("a", "b", 1500).a(), List.of(LinkAddress.of("10.0.0.3/24")));
        Thread driver = Thread.ofPlatform().start(() -> {
            beside.turn(1);
            driven.turn(1);
            try {
                driven.connect(PEER);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        inside.await();
        LoopStuckException e = assertTimeoutPreemptively(LONG,
                () -> assertThrows(LoopStuckException.class, () -> beside.inspector().connections()));
        assertTrue(e.getMessage().contains("the loop of beside has to wait") && e.getMessage().contains("'blocking'"),
                e.getMessage());
        assertEquals(1, driven.inspector().counters().get("MPTcpLoopStuck"));
        assertEquals(0, beside.inspector().counters().get("MPTcpLoopStuck"));
        released.countDown();
        driver.join();
        beside.turn(2);
        beside.close();
        driven.turn(2);
        driven.close();
    }
}
