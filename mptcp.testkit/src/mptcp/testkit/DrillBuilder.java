package mptcp.testkit;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.ServiceLoader;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import mptcp.api.address.LinkAddress;
import mptcp.api.policy.PolicyKind;
import mptcp.api.socket.DrivenStack;
import mptcp.api.socket.StackConfig;
import mptcp.api.socket.StackFactory;

/** Settings of a script; see {@link Drill}. Not for concurrent use. */
public final class DrillBuilder {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final int DEFAULT_MTU = 1500;

    private final Network network;
    private final List<LinkAddress> addresses = new ArrayList<>();
    private Consumer<StackConfig.Builder> configuration = b -> { };
    private Consumer<ScriptEntropy> forced = e -> { };
    private StackFactory factory;
    private long seed = 1;
    private int mtu = DEFAULT_MTU;
    private boolean superSegments;
    private boolean policies = true;

    DrillBuilder(Network network) {
        this.network = network;
        addresses.add(network.stack());
    }

    /** What all random values come from. */
    public DrillBuilder seed(long s) {
        seed = s;
        return this;
    }

    /** Settings of the stack. */
    public DrillBuilder config(Consumer<StackConfig.Builder> c) {
        configuration = configuration.andThen(c);
        return this;
    }

    /** Keys, nonces and sequence numbers for the stack to use. */
    public DrillBuilder entropy(Consumer<ScriptEntropy> f) {
        forced = forced.andThen(f);
        return this;
    }

    /** The stack's maker, instead of the one that {@link ServiceLoader} finds. */
    public DrillBuilder factory(StackFactory f) {
        factory = f;
        return this;
    }

    public DrillBuilder mtu(int octets) {
        mtu = octets;
        return this;
    }

    /** The link takes super-segments and partial checksums; the script sees the segments that they are cut into. */
    public DrillBuilder superSegments() {
        superSegments = true;
        return this;
    }

    /** Gives the stack its address on the second network as well. */
    public DrillBuilder secondAddress() {
        return address(network.stackSecond());
    }

    /** Gives the stack another address, of either family. */
    public DrillBuilder address(LinkAddress address) {
        addresses.add(address);
        return this;
    }

    /** Leaves the stack its own path manager and scheduler instead of those that do as the script says. */
    public DrillBuilder ownPolicies() {
        policies = false;
        return this;
    }

    /** Makes the stack. @throws IllegalStateException if there is no stack to be found */
    public Drill open() {
        StackFactory maker = factory != null ? factory : ServiceLoader.load(StackFactory.class).findFirst()
                .orElseThrow(() -> new IllegalStateException("there is no StackFactory on the class path"));
        SplittableRandom random = new SplittableRandom(seed);
        ScriptEntropy entropy = new ScriptEntropy(random.nextLong());
        forced.accept(entropy);
        String name = "drill-" + COUNT.incrementAndGet();
        StackConfig.Builder builder = StackConfig.builder(name).entropy(entropy);
        configuration.accept(builder);
        StackConfig config = builder.build();

        Conn conn = new Conn(config.mptcpVersion(), random.nextLong());
        conn.side(true).checksums = config.checksums();
        Flows flows = new Flows(random.split(), conn);
        Exchange exchange = new Exchange(title(), seed, flows, mtu, superSegments);
        DrivenStack stack = maker.createDriven(config);
        ScriptPaths paths = new ScriptPaths(name);
        ScriptScheduler scheduler = new ScriptScheduler(name);
        Drill drill = new Drill(network, stack, exchange, flows, conn, paths, scheduler, random.split());
        if (policies) {
            maker.policies().add(PolicyKind.PATH_MANAGER, paths, Integer.MIN_VALUE + 1, "mptcp.testkit");
            maker.policies().add(PolicyKind.SCHEDULER, scheduler, Integer.MIN_VALUE + 1, "mptcp.testkit");
            stack.policies().choose(PolicyKind.PATH_MANAGER, name);
            stack.policies().choose(PolicyKind.SCHEDULER, name);
            drill.atEnd(() -> {
                maker.policies().remove(paths);
                maker.policies().remove(scheduler);
            });
        }
        stack.addLink(exchange.link(), List.copyOf(addresses));
        exchange.start(stack);
        return drill;
    }

    /** The test method that opened the script, or whoever did. */
    private static String title() {
        List<StackFrame> frames = StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE).walk(all -> all
                .filter(frame -> frame.getDeclaringClass() != DrillBuilder.class)
                .toList());
        StackFrame opener = frames.stream().filter(DrillBuilder::isTest).findFirst().orElse(frames.getFirst());
        return opener.getDeclaringClass().getSimpleName() + "." + opener.getMethodName();
    }

    private static boolean isTest(StackFrame frame) {
        return Arrays.stream(frame.getDeclaringClass().getDeclaredMethods())
                .filter(method -> method.getName().equals(frame.getMethodName()))
                .flatMap(method -> Arrays.stream(method.getAnnotations()))
                .anyMatch(annotation -> annotation.annotationType().getName().startsWith("org.junit."));
    }
}
