package mptcp.run;

import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.net.spi.InetAddressResolver;
import java.net.spi.InetAddressResolverProvider;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import mptcp.nio.Network;

/**
 * The JDK's resolver, whose lookups are told to the network of the program: they go around the stack, and connections to a name may go to any address that was found. Not told are names of
 * this machine, and none where the property {@code jdk.net.hosts.file} has the JDK look in a file alone. Until there is a
 * network nothing is told. The JDK makes one for the process; any thread.
 */
public final class NameLookups extends InetAddressResolverProvider {
    private static volatile Network network;
    private static volatile boolean made;

    /** For the JDK. */
    public NameLookups() {
        // nothing to set up
    }

    /**
     * From now on it is told.
     *
     * @throws IllegalStateException if the JDK has looked up names already, with another resolver, and stays with that
     */
    static void tell(Network toBeTold) {
        try { // the first lookup finds the provider, by the loader of the thread: a program's would not find this one
            InetAddress.getByName("localhost");
        } catch (UnknownHostException e) {
            throw new IllegalStateException("this machine does not know the name localhost", e);
        }
        if (!made && System.getProperty("jdk.net.hosts.file") == null) {
            throw new IllegalStateException("names were looked up before the program started (by a Java agent?) by a resolver of"
                    + " somebody else, whose lookups would go around the stack");
        }
        network = toBeTold;
        toBeTold.namesAreTold();
    }

    @Override
    public String name() {
        return "lookups that are told";
    }

    @Override
    public InetAddressResolver get(Configuration configuration) {
        made = true;
        return new Told(configuration.builtinResolver(), hostName());
    }

    /** As the kernel has it; empty where it does not tell. */
    private static String hostName() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException _) {
            return "";
        }
    }

    private static final class Told implements InetAddressResolver {
        private final InetAddressResolver jdk;
        private final String own;

        Told(InetAddressResolver jdk, String own) {
            this.jdk = jdk;
            this.own = own.toLowerCase(Locale.ROOT);
        }

        private static void tell(String name) throws UnknownHostException {
            Network told = network;
            if (told != null) {
                told.lookUp(name);
            }
        }

        private boolean isOfThisMachine(String host) {
            String name = host.toLowerCase(Locale.ROOT);
            return name.equals("localhost") || name.endsWith(".localhost") || name.equals(own);
        }

        @Override
        public Stream<InetAddress> lookupByName(String host, LookupPolicy policy) throws UnknownHostException {
            if (!isOfThisMachine(host)) {
                tell(host);
            }
            Network told = network;
            Stream<InetAddress> found = jdk.lookupByName(host, policy);
            if (told == null) {
                return found;
            }
            List<InetAddress> all = found.toList();
            told.found(host, all);
            return all.stream();
        }

        @Override
        public String lookupByAddress(byte[] address) throws UnknownHostException {
            InetAddress asked = InetAddress.getByAddress(address);
            if (!asked.isLoopbackAddress()) {
                tell("the name of " + asked.getHostAddress());
            }
            return jdk.lookupByAddress(address);
        }
    }
}
