package mptcp.nio;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;

/** The threads of the default group of asynchronous channels, by the properties that the Javadoc of its class names. Stateless. */
final class DefaultPool {
    private static final String PREFIX = "java.nio.channels.DefaultThreadPool.";

    private DefaultPool() {}

    /** @throws Error if a property is not what it has to be, as the JDK's provider does */
    static ExecutorService open() {
        String size = System.getProperty(PREFIX + "initialSize");
        if (size != null) {
            try {
                Integer.parseInt(size); // threads come as they are needed
            } catch (NumberFormatException e) {
                throw new Error("Value of property '" + PREFIX + "initialSize' is invalid: " + e);
            }
        }
        String name = System.getProperty(PREFIX + "threadFactory");
        return Executors.newCachedThreadPool(name != null ? factory(name)
                : Thread.ofPlatform().daemon().name("channels-", 0).factory());
    }

    /** Of the program, whose classes the launcher loads apart from its own. */
    private static ThreadFactory factory(String name) {
        ClassLoader programs = Thread.currentThread().getContextClassLoader();
        try {
            return (ThreadFactory) Class.forName(name, true, programs != null ? programs : ClassLoader.getSystemClassLoader())
                    .getConstructor().newInstance();
        } catch (ReflectiveOperationException | ClassCastException e) {
            throw new Error(e);
        }
    }
}
