package mptcp.nio;

import java.io.IOException;
import java.nio.file.Path;

/**
 * The network of this process, for providers that the JDK makes by name. Where nobody installed one, it is made of the
 * configuration that the property {@code mptcp.config} or the variable {@code MPTCP_CONFIG} names: a program that is
 * started with the providers alone runs over the stack.
 */
public final class Networks {
    private static final String PROPERTY = "mptcp.config";
    private static final String VARIABLE = "MPTCP_CONFIG";
    private static final int FAILED = 1;

    private static Network current;

    private Networks() {}

    /** @throws IllegalStateException if there is one already */
    static synchronized void install(Network network) {
        if (current != null) {
            throw new IllegalStateException("this process has a network already");
        }
        current = network;
    }

    /** Where none can be made, the process ends with a line that says why: nothing is to go around the stack unsaid. */
    static synchronized Network current() {
        if (current == null) {
            start();
        }
        return current;
    }

    private static void start() {
        String file = System.getProperty(PROPERTY, System.getenv(VARIABLE));
        try {
            if (file == null) {
                throw new IllegalArgumentException("the stack's channels are installed, and no configuration is named"
                        + " (-D" + PROPERTY + "=FILE, or " + VARIABLE + ")");
            }
            Run.start(new Setup.Builder().read(Path.of(file)).build(), System.err::println);
            System.err.println("mptcp: channels go over the stack; java.net sockets go around it (./mptcp run carries both)");
        } catch (IOException | RuntimeException | LinkageError e) {
            System.err.println("error: " + (e.getMessage() != null ? e.getMessage() : e));
            System.err.flush();
            Runtime.getRuntime().halt(FAILED); // within the making of a provider: hooks that open channels would wait for it
        }
    }
}
