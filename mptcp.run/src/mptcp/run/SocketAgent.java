package mptcp.run;

import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.util.ArrayList;
import java.util.List;

/** The launcher's jar as a Java agent of its own process ({@code ./mptcp run} names it): the way to put {@link SocketHooks} in. */
public final class SocketAgent {
    private static volatile Instrumentation instrumentation;

    private SocketAgent() {}

    /** For the JVM, before the main method. */
    public static void premain(String arguments, Instrumentation given) {
        instrumentation = given;
    }

    /**
     * Puts the hooks in.
     *
     * @return null where there is no agent, or the JDK takes none
     */
    static SocketHooks install() {
        Instrumentation given = instrumentation;
        if (given == null) {
            return null;
        }
        SocketHooks hooks = new SocketHooks();
        given.addTransformer(hooks, true);
        try {
            List<Class<?>> classes = new ArrayList<>();
            for (String name : SocketHooks.names()) {
                classes.add(Class.forName(name.replace('/', '.'), false, null));
            }
            given.retransformClasses(classes.toArray(Class[]::new));
            return hooks;
        } catch (UnmodifiableClassException | ClassNotFoundException | LinkageError _) {
            given.removeTransformer(hooks);
            return null;
        }
    }
}
