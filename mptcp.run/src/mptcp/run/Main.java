package mptcp.run;

import java.io.IOException;
import java.nio.channels.spi.AsynchronousChannelProvider;
import java.nio.channels.spi.SelectorProvider;
import mptcp.nio.NetSockets;
import mptcp.nio.Network;
import mptcp.nio.Run;
import mptcp.nio.StackAsynchronousChannelProvider;
import mptcp.nio.StackSelectorProvider;

/** {@code ./mptcp run}: see {@link Options}. */
public final class Main {
    private static final int FAILED = 1;
    private static final int USAGE = 2;

    private Main() {}

    public static void main(String[] args) {
        String level = System.getenv("MPTCP_LOG");
        System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", level == null ? "warn" : level);
        try {
            boolean rehearsal = args.length == 1 && args[0].equals("--rehearse");
            String[] words = rehearsal ? Rehearsal.words() : args;
            Options options = words.length == 0 || words[0].equals("help") ? null : Options.parse(words);
            if (options == null) {
                Options.line().usage(System.out);
                System.exit(args.length == 0 ? USAGE : 0);
            }
            Launcher launcher = new Launcher(options.program());
            launcher.unheeded().forEach(a -> System.err.println("warning: " + a
                    + " in the program's manifest is heeded by 'java -jar' only (MPTCP_JAVA_OPTS takes options of the JVM)"));
            providers();
            Run run = rehearsal ? Run.start(options.setup(), Rehearsal.stack(), System.err::println)
                    : Run.start(options.setup(), System.err::println);
            Network network = run.network();
            SocketHooks hooks = SocketAgent.install();
            NetSockets.install(network, hooks != null && hooks.isIn(SocketHooks.DATAGRAMS));
            NameLookups.tell(network);
            run(launcher);
        } catch (IllegalArgumentException e) {
            fail(e.getMessage() + " (./mptcp run --help)", USAGE);
        } catch (IOException | IllegalStateException e) {
            fail(e.getMessage(), FAILED);
        }
    }

    /** The JDK asks once for its providers; who asked before, has decided. */
    private static void providers() {
        System.setProperty(SelectorProvider.class.getName(), StackSelectorProvider.class.getName());
        System.setProperty(AsynchronousChannelProvider.class.getName(), StackAsynchronousChannelProvider.class.getName());
        if (!(SelectorProvider.provider() instanceof StackSelectorProvider)
                || !(AsynchronousChannelProvider.provider() instanceof StackAsynchronousChannelProvider)) {
            throw new IllegalStateException("channels were opened before the program started (by a Java agent?), and would"
                    + " go around the stack");
        }
    }

    /** What the program throws ends it as a JVM would. */
    private static void run(Launcher launcher) {
        try {
            launcher.run();
        } catch (Throwable e) {
            Thread thread = Thread.currentThread();
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
            System.exit(FAILED);
        }
    }

    private static void fail(String message, int status) {
        System.err.println("error: " + message);
        System.exit(status);
    }
}
