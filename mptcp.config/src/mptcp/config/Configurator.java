package mptcp.config;

import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import mptcp.api.socket.Stack;
import mptcp.api.socket.StackFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All that is wished for, by configuration, and the hosts it is for. Each host is changed by a thread of its own, so
 * that the callers, which bring configurations and services, wait for no loop, and one host that hangs holds up no
 * other. Any thread.
 */
public final class Configurator {
    private static final Logger LOG = LoggerFactory.getLogger(Configurator.class);
    private static final int LOOKS = 100;
    private static final long LOOK_AGAIN_MS = 20;

    private final StackFactory factory;
    private final ConcurrentMap<Object, Entry> wishes = new ConcurrentHashMap<>();
    /** Changed by {@link #refresh} only, so that a host does not lose the memory of what was done to it. */
    private final ConcurrentMap<Stack, HostConfigurator> hosts = new ConcurrentHashMap<>();

    /** @param host a name, or null for all */
    private record Entry(String host, Wish wish) {}

    public Configurator(StackFactory factory) {
        this.factory = factory;
    }

    /**
     * Adds or replaces what a configuration wishes for.
     *
     * @param source who wishes it, an identity
     * @param host a host's name, or null for all: what is said for one host outweighs what is said for all
     */
    public void wish(Object source, String host, Wish wish) {
        wishes.put(source, new Entry(host, wish));
        refresh();
    }

    /** The configuration is gone: what it chose is left to ranks again. */
    public void forget(Object source) {
        wishes.remove(source);
        refresh();
    }

    /** A host or a policy came or went. */
    public synchronized void refresh() {
        Collection<Stack> open = factory.stacks();
        hosts.keySet().retainAll(open);
        for (Stack stack : open) {
            HostConfigurator host = hosts.computeIfAbsent(stack, s -> new HostConfigurator(s, factory.policies()));
            Thread.ofVirtual().name("mptcp-config-" + stack.name()).start(() -> apply(stack, host));
        }
    }

    /**
     * A policy's service becomes known to the stacks and to this class in any order, so it is looked for again for a
     * while; if it comes later, {@link #refresh} is called.
     */
    private void apply(Stack stack, HostConfigurator host) {
        try {
            int looks = LOOKS;
            while (!host.apply(() -> wish(stack.name()), looks == 0) && looks > 0 && hosts.get(stack) == host) {
                looks--;
                Thread.sleep(LOOK_AGAIN_MS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("{}: the configured policies could not be set", stack.name(), e);
        }
    }

    private Wish wish(String host) {
        Wish all = Wish.NONE;
        Wish own = Wish.NONE;
        for (Map.Entry<Object, Entry> each : wishes.entrySet()) {
            Entry entry = each.getValue();
            if (entry.host() == null) {
                all = all.with(entry.wish());
            } else if (entry.host().equals(host)) {
                own = own.with(entry.wish());
            }
        }
        return all.with(own);
    }
}
